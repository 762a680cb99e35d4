using FarAi.Core.Identity;
using FarAi.Core.Triads;
using static FarAi.Core.Tests.Triads.TriadFixtures;

namespace FarAi.Core.Tests.Triads;

public sealed class TriadRulesTests
{
    [Fact]
    public void Formed_IsReadyOnlyWhenAllThreeReported()
    {
        var state = TriadRules.Form(new TriadState(), Proposal());
        Assert.Equal(TriadPhase.Forming, state.Phase);

        state = TriadRules.MemberReady(state, new NodeId("a"), state.Epoch);
        state = TriadRules.MemberReady(state, new NodeId("a"), state.Epoch);
        state = TriadRules.MemberReady(state, new NodeId("b"), state.Epoch);
        Assert.Equal(TriadPhase.Forming, state.Phase);

        Assert.Equal(TriadPhase.Ready, TriadRules.MemberReady(state, new NodeId("c"), state.Epoch).Phase);
    }

    [Fact]
    public void ReadinessForAnOldEpoch_IsIgnored()
    {
        var state = TriadRules.Form(new TriadState { Epoch = 4 }, Proposal());

        Assert.Same(state, TriadRules.MemberReady(state, new NodeId("a"), 4));
    }

    [Fact]
    public void MemberLost_StandbyTakesItsLayersInANewEpoch()
    {
        var ready = Ready("s");
        var state = TriadRules.NodeLost(ready, new NodeId("b"), "killed");

        Assert.Equal((TriadPhase.Forming, ready.Epoch + 1), (state.Phase, state.Epoch));
        Assert.Equal(["a", "s", "c"], state.Members.Select(m => m.Address.Node.Value));
        Assert.Equal(ready.Members.Select(m => m.Layers), state.Members.Select(m => m.Layers));
        Assert.Empty(state.Standbys);
        Assert.Empty(state.Ready);
    }

    [Fact]
    public void MemberLostWithoutStandby_WaitsUntilOneIsOffered()
    {
        var waiting = TriadRules.NodeLost(Ready(), new NodeId("c"), "killed");
        Assert.Equal(TriadPhase.Waiting, waiting.Phase);

        var state = TriadRules.Offer(waiting, Candidate("d"));

        Assert.Equal((TriadPhase.Forming, "d"), (state.Phase, state.Members[2].Address.Node.Value));
        Assert.True(state.Epoch > waiting.Epoch);
    }

    [Fact]
    public void AllLost_FillsUpAgainOneByOne()
    {
        var state = Ready();
        foreach (var node in (string[])["a", "b", "c"])
            state = TriadRules.NodeLost(state, new NodeId(node), "killed");
        foreach (var node in (string[])["x", "y"])
            state = TriadRules.Offer(state, Candidate(node));
        Assert.Equal(TriadPhase.Waiting, state.Phase);

        state = TriadRules.Offer(state, Candidate("z"));

        Assert.Equal(TriadPhase.Forming, state.Phase);
        Assert.Equal([TriadRole.Head, TriadRole.Middle, TriadRole.Tail], state.Members.Select(m => m.Role));
    }

    [Fact]
    public void StandbyWithTooLittleMemory_IsPassedOver()
    {
        var state = TriadRules.Offer(Ready(), Candidate("small", memory: 10));

        Assert.Equal(TriadPhase.Waiting, TriadRules.NodeLost(state, new NodeId("a"), "killed").Phase);
    }

    [Fact]
    public void ReturningNodeWithANewAddress_ReplacesItsFormerSelf()
    {
        var state = TriadRules.Offer(Ready(), Candidate("s"));
        var back = new TriadCandidate(Candidate("s").Address with { Endpoint = new Uri("ws://127.0.0.1:9/new") }, 10_000);

        Assert.Equal(back, Assert.Single(TriadRules.Offer(state, back).Standbys));
    }

    [Fact]
    public void BrokenLink_StartsANewEpochOnceAndOnlyForThePresentOne()
    {
        var ready = Ready();
        var state = TriadRules.Relink(ready, ready.Epoch);

        Assert.Equal((TriadPhase.Forming, ready.Epoch + 1), (state.Phase, state.Epoch));
        Assert.Same(state, TriadRules.Relink(state, ready.Epoch));
    }

    [Fact]
    public void EpochNeverFalls()
    {
        var random = new Random(3);
        string[] names = ["a", "b", "c", "d", "e"];
        var state = TriadRules.Form(new TriadState(), Proposal("d"));
        for (var i = 0; i < 2000; i++)
        {
            var node = new NodeId(names[random.Next(names.Length)]);
            var next = random.Next(4) switch
            {
                0 => TriadRules.NodeLost(state, node, "chaos"),
                1 => TriadRules.Offer(state, Candidate(node.Value)),
                2 => TriadRules.Relink(state, state.Epoch),
                _ => TriadRules.MemberReady(state, node, state.Epoch),
            };
            Assert.True(next.Epoch >= state.Epoch);
            var members = next.Members.Select(m => m.Address.Node).ToList();
            Assert.Equal(members.Count, members.Distinct().Count());
            Assert.Empty(members.Intersect(next.Standbys.Select(s => s.Address.Node)));
            if (!members.SequenceEqual(state.Members.Select(m => m.Address.Node)) && next.Phase == TriadPhase.Forming)
                Assert.True(next.Epoch > state.Epoch);
            state = next;
        }
    }

    [Fact]
    public void TwoMembersOnOneNode_AreRefused() => Assert.Throws<ArgumentException>(() =>
        TriadRules.Form(new TriadState(), Proposal() with { Candidates = [Candidate("a"), Candidate("a"), Candidate("b")] }));

    [Fact]
    public void ModelThatDoesNotFit_SaysSo()
    {
        var state = TriadRules.Form(new TriadState(), Proposal() with { Candidates = [Candidate("a", 1), Candidate("b", 1), Candidate("c", 1)] });

        Assert.Equal(TriadPhase.Waiting, state.Phase);
        Assert.Contains("memory", state.Problem, StringComparison.Ordinal);
    }
}
