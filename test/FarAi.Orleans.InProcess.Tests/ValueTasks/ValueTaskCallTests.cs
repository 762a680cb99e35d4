namespace FarAi.Orleans.InProcess.Tests.ValueTasks;

/// <summary>Calls of methods that return a ValueTask, which a host may answer without a task.</summary>
public sealed class ValueTaskCallTests
{
    [Fact]
    public async Task Result_ComesThroughAnAwaitAndThroughATask()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        Assert.Equal(2, await grain.Twice(1));
        Assert.Equal(4, await grain.TwiceLater(2));
        Assert.Equal(6, await grain.Twice(3).AsTask());
        Assert.Equal(8, await grain.TwiceLater(4).AsTask());
    }

    [Fact]
    public async Task Failure_ComesThroughAnAwaitAndThroughATask()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        Assert.Equal("1", (await Assert.ThrowsAsync<InvalidDataException>(async () => await grain.Fail("1"))).Message);
        Assert.Equal("2", (await Assert.ThrowsAsync<InvalidDataException>(async () => await grain.FailLater("2"))).Message);
        Assert.Equal("3", (await Assert.ThrowsAsync<InvalidDataException>(() => grain.Fail("3").AsTask())).Message);
        Assert.Equal("4", (await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailLater("4").AsTask())).Message);
    }

    [Fact]
    public async Task Timeout_BreaksThePromise_AndTheLateAnswerIsDropped()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        await Assert.ThrowsAsync<TimeoutException>(async () => await grain.Impatient("gate"));
        journal.Open("gate");
        Assert.Equal(10, await grain.Twice(5));
    }

    [Fact]
    public async Task CancelledCall_IsACancelledTask()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        using var cancellation = new CancellationTokenSource();
        var call = cluster.Client.GetGrain<IValueGrain>("a").UntilCancelled(cancellation.Token).AsTask();
        await journal.Written("waits");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);
    }

    [Fact]
    public async Task GrainThatAsksManyAtOnce_GetsEachAnswer()
    {
        await using var cluster = await TestCluster.StartAsync();
        Assert.Equal(100 * 99, await cluster.Client.GetGrain<IValueGrain>("a").SumOfTwice(100));
    }

    [Fact]
    public async Task CodeAfterAnAwait_RunsInATurnOfItsGrain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        var alone = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grain.StaysAlone(100).AsTask()));
        Assert.All(alone, Assert.True);
    }

    [Fact]
    public async Task CodeAfterAnAwait_ReturnsToTheCallersContext()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        var context = new CountingContext();
        var calls = 0;
        await Task.Run(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            return CallAsync();
        });
        Assert.Equal(10, calls);
        // An answer that was there before the await needs no way back.
        Assert.InRange(context.Posted, 1, 10);

        async Task CallAsync()
        {
            for (var i = 0; i < 10; i++)
            {
                await grain.TwiceLater(i);
                if (SynchronizationContext.Current == context)
                    calls++;
            }
        }
    }

    [Fact]
    public async Task ClientThatBlocksAfterAnAnswer_DoesNotBlockTheGrain()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        var second = await Task.Run(async () =>
        {
            await grain.TwiceLater(1);
            // Whoever answered the first call must not be needed for the second.
            return grain.TwiceLater(2).AsTask().WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
        });
        Assert.Equal(4, second);
    }

    [Fact]
    public async Task CallersAmbientValues_AreThereAfterTheAwait()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IValueGrain>("a");
        var ambient = new AsyncLocal<int> { Value = 7 };
        await grain.TwiceLater(1);
        Assert.Equal(7, ambient.Value);
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
#pragma warning disable CA2012 // Consumed once, but by hand: the compiler's await asks for no flow of its own.
        var awaiter = grain.TwiceLater(1).GetAwaiter();
#pragma warning restore CA2012
        awaiter.OnCompleted(() => seen.SetResult(ambient.Value));
        Assert.Equal(7, await seen.Task);
        Assert.Equal(2, awaiter.GetResult());
    }

    private sealed class CountingContext : SynchronizationContext
    {
        private int _posted;

        public int Posted => Volatile.Read(ref _posted);

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref _posted);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                SetSynchronizationContext(this);
                d(state);
            });
        }
    }
}
