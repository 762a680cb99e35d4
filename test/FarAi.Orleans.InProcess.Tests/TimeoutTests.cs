using Orleans.Configuration;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests;

public sealed class TimeoutTests
{
    [Fact]
    public async Task MethodTimeout_BreaksThePromiseAndNamesTheCall()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => cluster.Client.GetGrain<IWaitGrain>("a").Impatient("gate"));
        Assert.StartsWith("Response did not arrive on time in 00:00:00.1500000 for message:", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(IWaitGrain.Impatient), error.Message, StringComparison.Ordinal);
        journal.Open("gate");
        await journal.Written("out gate");
    }

    [Fact]
    public async Task ClientsTimeout_AppliesToMethodsWithoutTheirOwn()
    {
        Assert.Equal(TimeSpan.FromSeconds(30), new ClientMessagingOptions().ResponseTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), new SiloMessagingOptions().ResponseTimeout);
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(
            journal: journal, client: client => client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromMilliseconds(300)));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => cluster.Client.GetGrain<IWaitGrain>("a").Patient("gate"));
        Assert.StartsWith("Response did not arrive on time in 00:00:00.3000000 for message:", error.Message, StringComparison.Ordinal);
        journal.Open("gate");
    }

    [Fact]
    public async Task CallThatTimedOutInTheQueue_NeverRuns()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<IWaitGrain>("a");
        var first = grain.Patient("first");
        await journal.Written("in first");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.Impatient("second"));
        journal.Open("first");
        await first;
        journal.Open("third");
        await grain.Patient("third");
        Assert.DoesNotContain("in second", journal.Entries);
    }
}
