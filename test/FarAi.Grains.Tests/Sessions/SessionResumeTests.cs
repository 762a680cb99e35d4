using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Grains.Sessions;
using FarAi.Grains.Tests.Fixture;
using Orleans.Runtime;

namespace FarAi.Grains.Tests.Sessions;

/// <summary>Clients that leave a session and come back.</summary>
public sealed class SessionResumeTests
{
    private const string Text = "A naïve fox 🙂 drank café with 你好 at the EN";

    // The last letters could begin a stop string: only the end releases them.
    private static readonly string[] Stop = ["END.", "never"];

    private static readonly int[] Tokens = [.. GridCluster.Model.Tokenizer.Encode(Text)];

    [Fact]
    public async Task ACancelledSession_GoesOnFromItsCommittedTokens_AndCountsEachOnce()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1, maxTokens: 12);
        var session = grid.Session(request);
        await session.Start(request);
        var triad = await grid.Triad.GetStatus();
        await grid.Head(triad).Next<OpenSession>();
        await grid.Primes[0].Verdict(request.Session, triad.Epoch, 3, 7);
        await FakeGrid.ReadFirst(session, 7);
        await session.Leave(0);
        Assert.Equal(FinishReason.Cancelled, (await FakeGrid.ReadAll(session))[^1].Finish);
        await grid.Head(triad).Next<CloseSession>();

        Assert.Equal((1, 7), (await session.Resume() is var view ? view.Reader : 0, view.Usage!.CompletionTokens));
        var open = await grid.Head(triad).Next<OpenSession>();
        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(7)], open.Tokens);
        await grid.Primes[0].Verdict(request.Session, triad.Epoch, 10, 5, FinishReason.Length);

        var chunks = await FakeGrid.ReadAll(session);
        Assert.Equal(FakeGrid.Expected(12), chunks.SelectMany(c => c.Tokens));
        Assert.Equal((FinishReason.Length, 12, 2), (chunks[^1].Finish, chunks[^1].Usage!.CompletionTokens, (int)chunks[^1].Usage!.Rounds));
        await Eventually.Is(grid.Region.GetStatus, r => r.Sessions == 0, "the route is free again");
    }

    [Fact]
    public async Task OnlyTheNewestClient_CancelsByLeaving()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1);
        var session = grid.Session(request);
        await session.Start(request);
        Assert.Equal(1, (await session.Resume()).Reader);
        Assert.Equal(2, (await session.Resume()).Reader);
        await session.Leave(0);
        await session.Leave(1);
        Assert.Equal(FinishReason.None, (await session.GetView()).Output!.Finish);
        await session.Leave(2);
        await Eventually.Is(session.GetView, v => v.Output!.Finish == FinishReason.Cancelled, "the session is cancelled");
    }

    [Fact]
    public async Task ASessionThatEndedByItself_IsNotTakenUpAgain()
    {
        await using var grid = await FakeGrid.Start();
        var request = FakeGrid.Request(1, maxTokens: 9);
        var session = grid.Session(request);
        await session.Start(request);
        var ended = (await FakeGrid.ReadAll(session))[^1];
        var view = await session.Resume();
        Assert.Equal((FinishReason.Length, ended.Usage), (view.Output!.Finish, view.Usage));
        await session.Leave(view.Reader);
        Assert.Equal(FakeGrid.Expected(9), (await FakeGrid.ReadAll(session)).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task AnUnknownSession_HasNothing()
    {
        await using var grid = await FakeGrid.Start();
        foreach (var view in (SessionView[])[await grid.Session(FakeGrid.Request(7)).GetView(), await grid.Session(FakeGrid.Request(7)).Resume()])
            Assert.Equal((null, null, null, TimeSpan.FromMinutes(10)), (view.Request, view.Output, view.Usage, view.Retention));
    }

    /// <summary>Characters in pieces, and letters held back because a stop string may begin with them: every place to break off is tried.</summary>
    [Fact]
    public async Task TextIsExact_WhereverTheReaderBreaksOff()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        var request = FakeGrid.Request(1, maxTokens: Tokens.Length, stop: Stop);
        var session = grid.Session(request);
        await session.Start(request);
        var seen = new List<(string Text, int Next)> { ("", 0) };
        for (var i = 0; i < Tokens.Length; i++)
        {
            await CommitAsync(grid, request, i, i + 1);
            var count = i + 1;
            var view = await Eventually.Is(session.GetView, v => v.Output!.Tokens.Count == count && v.Output.IsLast == (count == Tokens.Length), $"{count} tokens");
            seen.Add((view.Output!.Text, view.Output.Next));
        }

        Assert.Equal(Text, seen[^1].Text);
        Assert.Equal(Tokens.Length + 1, seen[^1].Next);
        Assert.DoesNotContain("E", seen[^2].Text, StringComparison.Ordinal); // held back to the end
        foreach (var (text, next) in seen)
            Assert.Equal(Text, text + string.Concat((await FakeGrid.ReadAll(session, next)).Select(c => c.Text)));
    }

    /// <summary>The same where the generation itself is broken off there, and taken up again.</summary>
    [Fact]
    public async Task TextIsExact_WhereverTheGenerationIsCancelled()
    {
        await using var grid = await FakeGrid.Start(generates: false);
        for (var cut = 1; cut < Tokens.Length; cut++)
        {
            var request = FakeGrid.Request((ulong)cut, maxTokens: Tokens.Length, stop: Stop);
            var session = grid.Session(request);
            await session.Start(request);
            await CommitAsync(grid, request, 0, cut);
            await FakeGrid.ReadFirst(session, cut);
            await session.Leave(0);
            var broken = await FakeGrid.ReadAll(session);
            var opened = (await session.Resume()).Reader;
            await Eventually.Is(grid.Region.GetStatus, r => r.Sessions == 1, "the session has a route again");
            await CommitUntilHeardAsync(grid, request, session, cut);
            var rest = await FakeGrid.ReadAll(session, broken[^1].Next);

            Assert.Equal((1, FinishReason.Length), (opened, rest[^1].Finish));
            Assert.Equal(Text, string.Concat(broken.Concat(rest).Select(c => c.Text)));
            Assert.Equal(Tokens, broken.Concat(rest).SelectMany(c => c.Tokens));
            await Eventually.Is(grid.Region.GetStatus, r => r.Sessions == 0, "the route is free");
        }
    }

    [Fact]
    public async Task PromptAndOutput_CanBeResumedWithinTheRetention_AndAreErasedAfterIt()
    {
        await using var grid = await FakeGrid.Start(configure: o => o.Retention = TimeSpan.FromSeconds(1));
        var request = FakeGrid.Request(1, maxTokens: 9);
        var session = grid.Session(request);
        await session.Start(request);
        await FakeGrid.ReadAll(session);
        Assert.Equal(9, (await session.Resume()).Output!.Tokens.Count);
        Assert.True(grid.Cluster.Store.Has("session", session.GetGrainId()));
        await Eventually.Is(session.GetView, v => v.Request is null, "the session is erased");
        Assert.False(grid.Cluster.Store.Has("session", session.GetGrainId()));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => FakeGrid.ReadAll(session));
    }

    private static async Task CommitAsync(FakeGrid grid, SessionRequest request, int from, int to)
    {
        var triad = await grid.Triad.GetStatus();
        await grid.Session(request).OnVerdict(triad.Tail!.Node, new Verdict
        {
            Session = request.Session,
            Epoch = triad.Epoch,
            Start = request.Prompt.Count + from,
            Tokens = Tokens[from..to],
            Drafted = to - from,
            Finish = to == Tokens.Length ? FinishReason.Length : FinishReason.None,
        });
    }

    /// <summary>A session that is just being opened hears nothing; real tails speak only once they have heard of it.</summary>
    private static Task<SessionView> CommitUntilHeardAsync(FakeGrid grid, SessionRequest request, ISessionGrain session, int from) => Eventually.Is(
        async () =>
        {
            await CommitAsync(grid, request, from, Tokens.Length);
            return await session.GetView();
        },
        v => v.Output!.IsLast,
        "the session is whole");
}
