using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Sessions;

public sealed class SessionStreamTests
{
    [Fact]
    public async Task Stream_IsWholeAndInOrder_WithUsageAtTheEnd()
    {
        await using var grid = await FakeGrid.Start();
        var request = FakeGrid.Request(1, maxTokens: 50);
        var start = await grid.Session(request).Start(request);
        Assert.Equal("local/far-tiny/t1", start.Triad?.Value);

        var chunks = await FakeGrid.ReadAll(grid.Session(request));

        Assert.Equal(FakeGrid.Expected(50), chunks.SelectMany(c => c.Tokens));
        Assert.Equal(GridCluster.Model.Tokenizer.Decode(FakeGrid.Expected(50)), string.Concat(chunks.Select(c => c.Text)));
        Assert.Equal(FinishReason.Length, chunks[^1].Finish);
        Assert.Equal((3, 50), (chunks[^1].Usage!.PromptTokens, chunks[^1].Usage!.CompletionTokens));
    }

    [Fact]
    public async Task ReaderThatComesBack_GetsTheRestOnce()
    {
        await using var grid = await FakeGrid.Start();
        var request = FakeGrid.Request(1, maxTokens: 40);
        await grid.Session(request).Start(request);
        var all = await FakeGrid.ReadAll(grid.Session(request));

        var rest = await FakeGrid.ReadAll(grid.Session(request), from: 17);

        Assert.Equal(FakeGrid.Expected(40, from: 17), rest.SelectMany(c => c.Tokens));
        Assert.Equal(17, rest[0].First);
        Assert.EndsWith(string.Concat(rest.Select(c => c.Text)), string.Concat(all.Select(c => c.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RepeatedAndShuffledVerdicts_ChangeNothing()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1, maxTokens: 9);
        await grid.Session(request).Start(request);
        var (node, epoch) = (grid.Primes[0], (await grid.Triad.GetStatus()).Epoch);

        await node.Verdict(request.Session, epoch, 6, 3);
        await node.Verdict(request.Session, epoch, 3, 3);
        await node.Verdict(request.Session, epoch, 3, 5);
        await node.Verdict(request.Session, epoch, 9, 3, FinishReason.Length);

        Assert.Equal(FakeGrid.Expected(9), (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task VerdictOfAnOldEpoch_IsNotObeyed()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1, maxTokens: 3);
        await grid.Session(request).Start(request);
        var triad = await grid.Triad.GetStatus();
        await grid.Session(request).OnVerdict(triad.Tail!.Node, new Verdict { Session = request.Session, Epoch = triad.Epoch - 1, Start = 3, Tokens = [999] });
        await grid.Primes[0].Verdict(request.Session, triad.Epoch, 3, 3, FinishReason.Length);

        Assert.Equal(FakeGrid.Expected(3), (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task VerdictOfAnotherNodeThanTheTail_IsNotObeyed()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var scout = await grid.Add("scout", SwarmLayer.Scout);
        var request = FakeGrid.Request(1, maxTokens: 3);
        await grid.Session(request).Start(request);
        var triad = await grid.Triad.GetStatus();
        foreach (var liar in (NodeId[])[scout.Id, triad.Head!.Node])
            await grid.Session(request).OnVerdict(liar, new Verdict { Session = request.Session, Epoch = triad.Epoch, Start = 3, Tokens = [999] });
        await grid.Primes[0].Verdict(request.Session, triad.Epoch, 3, 3, FinishReason.Length);

        Assert.Equal(FakeGrid.Expected(3), (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task StopString_EndsTheTextBeforeItAndClosesTheSessionOnItsNodes()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var text = GridCluster.Model.Tokenizer.Decode(FakeGrid.Expected(30));
        var stop = text.Substring(20, 4);
        var request = FakeGrid.Request(1, maxTokens: 30, stop: [stop]);
        await grid.Session(request).Start(request);
        var triad = await grid.Triad.GetStatus();
        await grid.Primes[0].Verdict(request.Session, triad.Epoch, 3, 30);

        var chunks = await FakeGrid.ReadAll(grid.Session(request));

        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], string.Concat(chunks.Select(c => c.Text)));
        Assert.Equal(FinishReason.Stop, chunks[^1].Finish);
        Assert.True(chunks[^1].Usage!.CompletionTokens < 30);
        Assert.Equal(request.Session, (await grid.Head(triad).Next<CloseSession>()).Session);
    }

    [Fact]
    public async Task Cancel_ClosesTheSessionAndFreesItsRoute()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var scout = await grid.Add("scout", SwarmLayer.Scout);
        await Eventually.Is(grid.Region.GetStatus, r => r.Nodes.Any(n => n.DraftModel is not null), "the scout is ready");
        var request = FakeGrid.Request(1);
        Assert.Equal(scout.Id, (await grid.Session(request).Start(request)).Scout);

        await grid.Session(request).Cancel();

        Assert.Equal(FinishReason.Cancelled, (await FakeGrid.ReadAll(grid.Session(request)))[^1].Finish);
        await scout.Next<CloseSession>();
        await grid.Head(await grid.Triad.GetStatus()).Next<CloseSession>();
        await Eventually.Is(grid.Region.GetStatus, r => r.Sessions == 0, "the route is free");
    }

    [Fact]
    public async Task UnknownModelAndNoTriad_AreRefusedWithAReason()
    {
        await using var cluster = await GridCluster.Start();
        var grid = new FakeGrid(cluster);
        var request = FakeGrid.Request(1);

        Assert.Contains("no triad", (await grid.Session(request).Start(request)).Refusal, StringComparison.Ordinal);
        var unknown = FakeGrid.Request(2) with { Model = "gpt-9" };
        Assert.Contains("gpt-9", (await grid.Session(unknown).Start(unknown)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RepeatedStart_AnswersAsTheFirst()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1);

        Assert.Equal(await grid.Session(request).Start(request), await grid.Session(request).Start(request));
        Assert.Equal(1, (await grid.Region.GetStatus()).Sessions);
    }

    [Fact]
    public async Task ManySessionsAtOnce_EachGetsItsOwn()
    {
        await using var grid = await FakeGrid.Start();
        var all = await Task.WhenAll(Enumerable.Range(1, 30).Select(async i =>
        {
            var request = FakeGrid.Request((ulong)i, maxTokens: 20 + i);
            await grid.Session(request).Start(request);
            return (i, Tokens: (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens).ToArray());
        }));

        Assert.All(all, s => Assert.Equal(FakeGrid.Expected(20 + s.i), s.Tokens));
    }
}
