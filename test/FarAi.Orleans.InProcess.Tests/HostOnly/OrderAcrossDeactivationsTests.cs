namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>
/// For this host only, which is stronger here: Orleans keeps no order over a connection, and calls that wait for an activation that
/// ends are forwarded, at most twice, and then refused ("Forwarding failed").
/// </summary>
public sealed class OrderAcrossDeactivationsTests
{
    [Fact]
    public async Task CallsOfOneCaller_ArriveInOrder_AlsoAcrossDeactivations()
    {
        var journal = new Journal();
        await using var cluster = await TestCluster.StartAsync(journal: journal);
        var grain = cluster.Client.GetGrain<ILifeGrain>("ordered");
        List<Task> calls = [];
        for (var i = 0; i < 5_000; i++)
        {
            calls.Add(grain.Note($"{i}"));
            if (i % 100 == 50)
                calls.Add(grain.Leave());
        }

        await Task.WhenAll(calls);
        Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i}"), journal.Entries.Where(entry => char.IsDigit(entry[0])));
        Assert.True(journal.Entries.Count(entry => entry.StartsWith("deactivate", StringComparison.Ordinal)) > 1);
    }
}
