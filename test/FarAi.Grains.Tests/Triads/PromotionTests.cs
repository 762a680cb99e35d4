using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Triads;

/// <summary>A hot standby takes a lost member's place, and neither sessions nor a dead silo forget that.</summary>
public sealed class PromotionTests
{
    [Fact]
    public async Task LostTail_ItsMirrorIsPromoted_AndTheSessionObeysItWithoutOpeningAgain()
    {
        await using var grid = await StartAsync(silos: 1);
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        var before = await grid.Triad.GetStatus();
        var head = grid.Head(before);
        await head.Next<OpenSession>();
        await head.Verdict(request.Session, start.Epoch, 3, 7);
        await FakeGrid.ReadFirst(grid.Session(request), 7);

        await grid.Tail(before).Leave();
        var after = await Eventually.Is(grid.Triad.GetStatus, t => t.Epoch > before.Epoch, "a new epoch");

        Assert.Equal((TriadPhase.Ready, before.Epoch, "standby"), (after.Phase, after.ContinuesFrom, after.Tail!.Node.Value));
        Assert.Equal((after.Epoch, 10), await AskedAsync(grid.Primes.Single(p => p.Id == after.Tail.Node)));
        await head.Verdict(request.Session, after.Epoch, 10, 5, FinishReason.Length);
        Assert.Equal(FakeGrid.Expected(12), (await FakeGrid.ReadAll(grid.Session(request))).SelectMany(c => c.Tokens));
        Assert.False(head.Has<OpenSession>(), "nothing was computed again");
    }

    [Fact]
    public async Task SiloThatDiesAfterAPromotion_ItsSuccessorTellsTheMembersAgain()
    {
        await using var grid = await StartAsync(silos: 3);
        var before = await grid.Triad.GetStatus();
        var head = grid.Head(before);
        await grid.Tail(before).Leave();
        var after = await Eventually.Is(grid.Triad.GetStatus, t => t.Epoch > before.Epoch, "a new epoch");
        Assert.Equal(after.Epoch, (await PromotedAsync(head)).Epoch);

        await grid.KillSiloOf(grid.Triad);
        await Patiently.Ask(grid.Triad.GetStatus);

        Assert.Equal(after.Epoch, (await PromotedAsync(head)).Epoch);
    }

    private static async Task<FakeGrid> StartAsync(short silos)
    {
        var grid = await FakeGrid.Start(generates: false, silos: silos, configure: o => o.Standby = StandbyPolicy.Hot);
        grid.Primes.Add(await grid.Add("standby", SwarmLayer.Prime, generates: false));
        await Eventually.Is(grid.Triad.GetStatus, t => t.Mirrored is { Count: 3 }, "all three places are mirrored");
        return grid;
    }

    private static async Task<(long Epoch, int Known)> AskedAsync(FakeNode tail)
    {
        var resend = await tail.Next<ResendVerdicts>();
        return (resend.Epoch, resend.Known);
    }

    private static async Task<LoadShard> PromotedAsync(FakeNode node)
    {
        LoadShard order;
        do
            order = await node.Next<LoadShard>();
        while (!order.Continues);
        return order;
    }
}
