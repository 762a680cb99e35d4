using System.Runtime.InteropServices;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Link;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>At most one epoch is obeyed, and only who holds its keys is heard.</summary>
public sealed class EpochTests
{
    private static readonly SamplingParameters Sampled = new(0.8, 1, 0, 5);

    [Fact]
    public async Task NewEpochInMidStream_GoesOnFromTheCommittedTokens()
    {
        await using var triad = await TriadGrid.StartAsync(delay: TimeSpan.FromMilliseconds(1));
        var session = triad.Session(TestModels.Prompts[0], Sampled, 120, SpeculationPlan.Rounds(4)) with { EndTokens = [] };
        var expected = TestModels.Expected(session.Tokens, Sampled, 120, endTokens: []);
        triad.Open(session);
        await triad.Grid.Verdicts(session.Session).Reader.ReadAsync();
        await triad.FormAsync();
        while (triad.Grid.Verdicts(session.Session).Reader.TryRead(out _))
        {
            // What the former epoch still said.
        }

        var again = triad.Resume(session, expected.Take(30));
        triad.Open(again);
        triad.Draft(triad.Scouts[0], again);
        Assert.Equal(expected[30..], (await triad.ReadAsync(again)).Tokens);
    }

    [Fact]
    public async Task OlderEpoch_IsRefusedAtLoadAndAtTheLink()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0);
        var formerShard = triad.Shard(0);
        await triad.FormAsync();
        var head = triad.Members[0];
        triad.Grid.Send(head.Id, formerShard);
        var failed = await triad.Grid.EventAsync<ShardFailed>(head.Id);
        Assert.Equal(1, failed.Epoch);
        Assert.Contains("older", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(LinkError.EnrolmentToken, await RefusalAsync(head, LinkRole.Member, $"{triad.Triad}#Head", formerShard.MemberKey));
        Assert.Equal(LinkError.EnrolmentToken, await RefusalAsync(head, LinkRole.Scout, $"{triad.Triad}#Head", formerShard.ScoutKey));
        Assert.Equal(LinkError.UnknownScope, await RefusalAsync(head, LinkRole.Member, "another-triad#Head", triad.MemberKey));
        Assert.Equal(LinkError.UnknownScope, await RefusalAsync(triad.Members[1], LinkRole.Scout, $"{triad.Triad}#Middle", triad.ScoutKey));
    }

    [Fact]
    public async Task RoundOfAnotherEpochOrOfAnUnknownSession_FaultsOnceAndHarmsNobody()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0);
        var middle = triad.Members[1];
        using var identity = NodeIdentity.CreateEphemeral();
        await using var link = await DialAsync(middle, identity, LinkRole.Member, $"{triad.Triad}#Middle", triad.MemberKey, new Listener());
        var session = new SessionId(77);
        SendRound(link, session, triad.Epoch - 1);
        SendRound(link, session, triad.Epoch - 1);
        SendRound(link, new SessionId(78), triad.Epoch);
        var fault = await triad.Grid.EventAsync<SessionFault>(middle.Id, f => f.Session == session);
        Assert.Equal(triad.Epoch - 1, fault.Epoch);
        await triad.Grid.EventAsync<SessionFault>(middle.Id, f => f.Session == new SessionId(78));

        var good = triad.Session(TestModels.Prompts[1], Sampled, 20, SpeculationPlan.Off);
        triad.Open(good);
        Assert.Equal(TestModels.Expected(good.Tokens, Sampled, 20), (await triad.ReadAsync(good)).Tokens);
    }

    [Fact]
    public async Task DraftOutsideTheVocabulary_ClosesTheScoutsLink()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0);
        using var identity = NodeIdentity.CreateEphemeral();
        var listener = new Listener();
        await using var link = await DialAsync(triad.Members[0], identity, LinkRole.Scout, $"{triad.Triad}#Head", triad.ScoutKey, listener);
        link.SendDraft(new SessionId(80), new Draft { Epoch = triad.Epoch, Basis = 1, Start = 1, Tokens = [999_999] });
        Assert.Equal(LinkError.Malformed, await listener.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static void SendRound(LinkConnection link, SessionId session, long epoch)
    {
        var hidden = new float[256];
        link.SendStageForward(session, new StageForward
        {
            Epoch = epoch,
            Start = 0,
            Type = HiddenType.F32,
            HiddenSize = 256,
            Tokens = [1],
            Hidden = MemoryMarshal.AsBytes(hidden.AsSpan()),
        });
    }

    private static Task<LinkConnection> DialAsync(NodeHost node, NodeIdentity identity, LinkRole role, string scope, string key, ILinkHandler handler) =>
        LinkClient.ConnectAsync(node.PeerEndpoint, identity, new LinkCredentials(role, scope, key, node.Id), handler, new LinkOptions());

    private static async Task<LinkError> RefusalAsync(NodeHost node, LinkRole role, string scope, string key)
    {
        using var identity = NodeIdentity.CreateEphemeral();
        var refusal = await Assert.ThrowsAsync<LinkException>(() => DialAsync(node, identity, role, scope, key, new Listener()));
        return refusal.Error;
    }

    private sealed class Listener : ILinkHandler
    {
        public TaskCompletionSource<LinkError?> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void OnFrame(LinkConnection link, in Frame frame)
        {
        }

        public void OnClosed(LinkConnection link, LinkError? error, string reason) => Closed.TrySetResult(error);
    }
}
