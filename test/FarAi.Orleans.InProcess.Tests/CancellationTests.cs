using Orleans.Configuration;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class CancellationTests
{
    [Fact]
    public async Task CallersToken_CancelsTheCallee()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        using var source = new CancellationTokenSource();
        var call = cluster.Client.GetGrain<IWaitGrain>("a").UntilCancelled(source.Token, "x");
        await journal.Written("in x");
        source.Cancel();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, error.CancellationToken);
        await journal.Written("cancelled x");
    }

    [Fact]
    public async Task CancelledToken_IsNotEvenSent()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cluster.Client.GetGrain<IWaitGrain>("a").UntilCancelled(new CancellationToken(canceled: true), "x"));
        Assert.Empty(journal.Entries);
    }

    [Fact]
    public async Task CallCancelledInTheQueue_NeverRuns()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal, client: WaitForTheCallee);
        var grain = cluster.Client.GetGrain<IWaitGrain>("a");
        var first = grain.Patient("first");
        await journal.Written("in first");
        using var source = new CancellationTokenSource();
        var second = grain.UntilCancelled(source.Token, "second");
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        journal.Open("first");
        journal.Open("third");
        await Task.WhenAll(first, grain.Patient("third"));
        Assert.DoesNotContain("in second", journal.Entries);
    }

    // On Orleans the word to drop the call travels beside it; only its acknowledgement says that it has arrived.
    private static void WaitForTheCallee(IClientBuilder client)
    {
#if GRAINHOST_ORLEANS
        client.Configure<ClientMessagingOptions>(options => options.WaitForCancellationAcknowledgement = true);
#endif
    }
}
