using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task EveryReturnShape_ComesBack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IEchoGrain>("a");
        var sent = new T1Record("x", 7);

        Assert.Equal("a", await grain.Key());
        Assert.Equal(sent, await grain.Record(sent));
        Assert.Equal(5, await grain.Add(2, 3));
        await grain.Nothing();
        Assert.Null(await grain.Maybe(null));
        Assert.Equal(3, await grain.Overloaded(3));
        Assert.Equal("3", await grain.Overloaded("3"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task IntegerKey_IsReadBackByTheGrain(long key)
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.Equal(key, await cluster.Client.GetGrain<IIntegerGrain>(key).Key());
    }

    [Fact]
    public async Task GuidKey_IsReadBackByTheGrain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var key = new Guid("0f8fad5b-d9cb-469f-a165-70867728950e");
        Assert.Equal(key, await cluster.Client.GetGrain<IGuidGrain>(key).Key());
    }

    [Fact]
    public async Task AsyncFailure_ArrivesWithTypeMessageAndGrainStack()
    {
        await using var cluster = await TestCluster.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => cluster.Client.GetGrain<IEchoGrain>("a").Fail("broken"));
        Assert.Equal("broken", error.Message);
        Assert.Contains(nameof(EchoGrain.Fail), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThrowInsteadOfFailedTask_FailsTheCallNotTheCaller()
    {
        await using var cluster = await TestCluster.StartAsync();
        var call = cluster.Client.GetGrain<IEchoGrain>("a").FailAtOnce("at once");
        await Assert.ThrowsAsync<InvalidDataException>(() => call);
        Assert.Equal(3, await cluster.Client.GetGrain<IEchoGrain>("a").Add(1, 2));
    }

    [Fact]
    public async Task AsReference_SpeaksTheOtherInterfaceOfTheSameGrain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var twin = cluster.Client.GetGrain<IEchoGrain>("a").AsReference<IEchoTwin>();
        Assert.Equal("twin of a", await twin.Twin());
    }

    [Fact]
    public async Task References_AreEqualByIdentity()
    {
        await using var cluster = await TestCluster.StartAsync();
        var one = cluster.Client.GetGrain<IEchoGrain>("a");
        Assert.Equal(one, cluster.Client.GetGrain<IEchoGrain>("a"));
        Assert.NotEqual(one, cluster.Client.GetGrain<IEchoGrain>("b"));
        Assert.Equal(GrainId.Create("echo-explicit", "a"), one.GetGrainId());
        Assert.Equal("a", await cluster.Client.GetGrain<IEchoGrain>(one.GetGrainId()).Key());
    }

    [Fact]
    public async Task InterfaceWithoutClass_IsRefusedWithItsName()
    {
        await using var cluster = await TestCluster.StartAsync();
        var error = Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<IOrphanGrain>("a"));
        Assert.Contains(nameof(IOrphanGrain), error.Message, StringComparison.Ordinal);
    }
}
