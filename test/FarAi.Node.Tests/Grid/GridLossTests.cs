using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;

namespace FarAi.Node.Tests.Grid;

/// <summary>A node's life with its grid: joins, is refused, loses it, comes back, leaves.</summary>
public sealed class GridLossTests
{
    [Fact]
    public async Task LostGridLink_IsMadeAgainAndTheShardIsStillThere()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0, delay: TimeSpan.FromMilliseconds(1));
        var sampling = new SamplingParameters(0.8, 1, 0, 2);
        var session = triad.Session(TestModels.Prompts[0], sampling, 400, SpeculationPlan.Off) with { EndTokens = [] };
        triad.Open(session);
        await triad.Grid.Verdicts(session.Session).Reader.ReadAsync();
        foreach (var member in triad.Members)
        {
            await triad.Grid.DropAsync(member.Id);
            await triad.Grid.JoinAsync(member.Id);
        }

        await triad.NothingHeldAsync();
        await triad.FormAsync();
        var next = triad.Session(TestModels.Prompts[1], sampling, 20, SpeculationPlan.Off);
        triad.Open(next);
        Assert.Equal(TestModels.Expected(next.Tokens, sampling, 20), (await triad.ReadAsync(next)).Tokens);
    }

    [Fact]
    public async Task LostGridLink_WhereTheGridGoesOn_GenerationsDoToo()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0, delay: TimeSpan.FromMilliseconds(1));
        var sampling = new SamplingParameters(0.8, 1, 0, 2);
        var session = triad.Session(TestModels.Prompts[0], sampling, 900, SpeculationPlan.Off) with { EndTokens = [] };
        triad.Open(session);
        await triad.Grid.Verdicts(session.Session).Reader.ReadAsync();
        triad.Grid.Continues = true;
        var runs = new List<string?> { triad.Registration!.Incarnation };
        await Task.WhenAll(triad.Members.Select(m => triad.Grid.DropAsync(m.Id)));
        foreach (var member in triad.Members)
            runs.Add((await triad.Grid.JoinAsync(member.Id)).Incarnation);
        Assert.NotNull(runs[0]);
        Assert.Contains(runs[0], runs.Skip(1));
        triad.Grid.Send(triad.Members[2].Id, new ResendVerdicts(session.Session, triad.Triad, triad.Epoch, session.Tokens.Count));

        var tokens = new SortedDictionary<int, int>();
        for (var finish = FinishReason.None; finish == FinishReason.None;)
        {
            var verdict = await triad.Grid.Verdicts(session.Session).Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            for (var i = 0; i < verdict.Tokens.Count; i++)
                tokens[verdict.Start + i] = verdict.Tokens[i];
            finish = verdict.Finish;
        }

        var whole = TestModels.Expected(session.Tokens, sampling, 900, endTokens: []);
        Assert.Equal(Enumerable.Range(session.Tokens.Count, whole.Length), tokens.Keys);
        Assert.Equal(whole, tokens.Values);
        Assert.DoesNotContain(nameof(SessionFault), triad.Grid.Unasked(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongToken_EndsTheNodeWithItsReason()
    {
        await using var grid = await FakeGrid.StartAsync();
        await using var node = await NodeHost.StartAsync(new NodeOptions { Grid = grid.Endpoint, EnrolmentToken = "not the token" });
        var exit = await node.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(3, exit.Code);
        Assert.Contains("token", exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NodeThatLeaves_SaysSoAndEndsInGoodOrder()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 1);
        var scout = triad.Scouts[0];
        await scout.LeaveAsync("the operator wants it");
        Assert.Equal("the operator wants it", (await triad.Grid.EventAsync<NodeLeaving>(scout.Id)).Reason);
        Assert.Equal(0, (await scout.Completion).Code);
    }

    [Fact]
    public async Task NodeBeforeItsGrid_JoinsOnceTheGridIsThere()
    {
        await using var first = await FakeGrid.StartAsync();
        var endpoint = first.Endpoint;
        await first.DisposeAsync();
        await using var node = await NodeHost.StartAsync(new NodeOptions { Grid = endpoint, EnrolmentToken = FakeGrid.Token });
        await using var second = await FakeGrid.StartAsync(port: endpoint.Port);
        var joined = second.JoinAsync(node.Id);
        if (await Task.WhenAny(joined, node.Completion) == node.Completion)
            Assert.Fail((await node.Completion).ToString());
        var registration = await joined;
        Assert.Equal(node.PeerEndpoint, registration.PeerEndpoint);
    }

    [Fact]
    public async Task Fingerprint_IsOfThisMachine()
    {
        await using var grid = await FakeGrid.StartAsync();
        var options = new NodeOptions { Grid = grid.Endpoint, EnrolmentToken = FakeGrid.Token, ForcedLayer = SwarmLayer.Ranger, MemoryBytes = 123_456_789 };
        await using var node = await NodeHost.StartAsync(options);
        var registration = await grid.JoinAsync(node.Id);
        var print = registration.Fingerprint;
        Assert.Equal(SwarmLayer.Ranger, registration.ForcedLayer);
        Assert.Equal(Environment.ProcessorCount, print.LogicalCores);
        Assert.Equal(123_456_789, print.AvailableMemoryBytes);
        Assert.True(print.MemoryBytes > print.AvailableMemoryBytes);
        Assert.True(print.StorageFreeBytes > 0);
        Assert.InRange(print.ComputeFlops, 1e8, 1e13);
        Assert.InRange(print.MemoryBandwidth, 1e8, 1e13);
    }

    [Theory]
    [InlineData("http://127.0.0.1/link", "t", 0, "ws://")]
    [InlineData("ws://127.0.0.1/link", " ", 0, "token")]
    [InlineData("ws://127.0.0.1/link", "t", 1.5, "error rate")]
    public async Task OptionOutOfRange_IsNamed(string grid, string token, double errors, string part)
    {
        var options = new NodeOptions { Grid = new Uri(grid), EnrolmentToken = token, DraftErrorRate = errors };
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => NodeHost.StartAsync(options));
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }
}
