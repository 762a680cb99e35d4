using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class EnumerationTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(1000)]
    public async Task AllElements_ArriveInOrder(int count)
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IStreamGrain>("a");
        List<int> received = [];
        await foreach (var number in grain.Numbers(count))
            received.Add(number);
        Assert.Equal(Enumerable.Range(0, count), received);
        Assert.True(await grain.RanInActivation());
    }

    [Fact]
    public async Task Enumeration_InterleavesWithCalls()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IStreamGrain>("a");
        await using var numbers = grain.Gated("g").GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        var next = numbers.MoveNextAsync();
        await journal.Written("waiting g");
        Assert.Equal(0, await grain.Produced().WaitAsync(s_patience));
        journal.Open("g");
        Assert.True(await next);
        Assert.Equal(1, numbers.Current);
        Assert.False(await numbers.MoveNextAsync());
        Assert.Equal(["waiting g", "finally g"], journal.Entries);
    }

    [Fact]
    public async Task Failure_ComesAfterTheElementsBeforeIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        List<int> received = [];
        var error = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var number in cluster.Client.GetGrain<IStreamGrain>("a").FailAfter(3))
                received.Add(number);
        });
        Assert.Equal("the end", error.Message);
        Assert.Equal([0, 1, 2], received);
    }

    [Fact]
    public async Task EarlyDispose_RunsTheIteratorsFinally()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        await foreach (var _ in cluster.Client.GetGrain<IStreamGrain>("a").Gated("never"))
            break;
        await journal.Written("finally never");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_EndsBothSides(bool asArgument)
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        using var source = new CancellationTokenSource();
        var grain = cluster.Client.GetGrain<IStreamGrain>("a");
        await using var numbers = asArgument
            ? grain.Gated("never", source.Token).GetAsyncEnumerator()
            : grain.Gated("never").GetAsyncEnumerator(source.Token);
        Assert.True(await numbers.MoveNextAsync());
        var next = numbers.MoveNextAsync().AsTask();
        await journal.Written("waiting never");
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(s_patience));
        await journal.Written("finally never");
    }

    [Fact]
    public async Task LostConsumer_IsCleanedUp()
    {
        var journal = new Journal();
        var time = new ManualTime();
        await using var cluster = await TestCluster.StartAsync(time: time, journal: journal);
        var numbers = cluster.Client.GetGrain<IStreamGrain>("a").Gated("never").GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        // Never seen again. One look marks it, the next ends it; each look is a turn that the clock's thread only queues.
        for (var i = 0; i < 100 && !journal.Entries.Contains("finally never"); i++)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await cluster.Client.GetGrain<IStreamGrain>("a").Produced();
        }

        await journal.Written("finally never");
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () =>
        {
            while (await numbers.MoveNextAsync())
            {
            }
        });
    }

    [Fact]
    public async Task Deactivation_EndsTheEnumerationOnBothSides()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IStreamGrain>("a");
        await using var numbers = grain.Gated("never").GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        var next = numbers.MoveNextAsync().AsTask();
        await journal.Written("waiting never");
        await grain.Leave();
        await Assert.ThrowsAnyAsync<Exception>(() => next.WaitAsync(s_patience));
        await journal.Written("finally never");
    }

    [Fact]
    public async Task BatchSizeOne_KeepsTheIteratorInStepWithItsConsumer()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IStreamGrain>("a");
        await using var numbers = grain.Numbers(50).WithBatchSize(1).GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        Assert.Equal(1, await grain.Produced());
    }
}
