using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class KeyTests
{
    private static readonly Guid s_guid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Theory]
    [InlineData(0, "x")]
    [InlineData(-7, "with+plus and / slash")]
    [InlineData(long.MaxValue, "ключ")]
    public async Task CompoundKeys_AreReadBackByTheGrain(long number, string extension)
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.Equal((number, extension), await cluster.Client.GetGrain<IIntegerCompoundGrain>(number, extension).Key());
        Assert.Equal((s_guid, extension), await cluster.Client.GetGrain<IGuidCompoundGrain>(s_guid, extension).Key());
    }

    [Fact]
    public async Task ReferencesByType_AreThoseByInterface()
    {
        await using var cluster = await TestCluster.StartAsync();
        var client = cluster.Client;
        Assert.Equal(client.GetGrain<IEchoGrain>("a"), client.GetGrain(typeof(IEchoGrain), "a"));
        Assert.Equal(client.GetGrain<IIntegerGrain>(5), client.GetGrain(typeof(IIntegerGrain), 5));
        Assert.Equal(client.GetGrain<IGuidGrain>(s_guid), client.GetGrain(typeof(IGuidGrain), s_guid));
        Assert.Equal(client.GetGrain<IGuidCompoundGrain>(s_guid, "x"), client.GetGrain(typeof(IGuidCompoundGrain), s_guid, "x"));
        Assert.Equal(client.GetGrain<IIntegerCompoundGrain>(5, "x"), client.GetGrain(typeof(IIntegerCompoundGrain), 5, "x"));
        Assert.Equal("a", await ((IEchoGrain)client.GetGrain(typeof(IEchoGrain), "a")).Key());
    }

    [Fact]
    public async Task ReferenceByIdentity_SpeaksWhatItIsCastTo()
    {
        await using var cluster = await TestCluster.StartAsync();
        var id = cluster.Client.GetGrain<IIntegerGrain>(42).GetGrainId();
        Assert.Equal(42, await cluster.Client.GetGrain<IIntegerGrain>(id).Key());
        Assert.Equal(42, await cluster.Client.GetGrain(id).AsReference<IIntegerGrain>().Key());
        Assert.Equal(id, GrainId.Parse(id.ToString()));
    }

    [Fact]
    public async Task ClassPrefix_PicksAmongSeveralClasses_AndWithoutItTheCallIsAmbiguous()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ITurnGrain>("a", "FarAi.Orleans.InProcess.Tests.ReentrantGrain");
        Assert.Equal(cluster.Client.GetGrain<IReentrantGrain>("a").GetGrainId(), grain.GetGrainId());
        await grain.CountUp(1);
        Assert.Throws<ArgumentException>(() => cluster.Client.GetGrain<ITurnGrain>("a", "no.such.Class"));
    }
}
