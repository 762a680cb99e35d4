using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using static FarAi.Core.Tests.Triads.TriadFixtures;

namespace FarAi.Core.Tests.Routing;

public sealed class RegionIndexTests
{
    private readonly RegionIndex _index = new("local", [(Model, Shape)], maxSessionsPerTriad: 2);

    private static RouteRequest Request(ulong session, string? draft = "m/draft") => new(new SessionId(session), "m", draft);

    [Fact]
    public void ThreePrimes_FormATriadOnce()
    {
        foreach (var name in (string[])["a", "b", "c"])
            _index.NodeUp(Node(name, SwarmLayer.Prime));

        Assert.Equal(["a", "b", "c"], Assert.Single(_index.Form()).Proposal!.Candidates.Select(c => c.Address.Node.Value));
        Assert.Empty(_index.Form());
    }

    [Fact]
    public void ScoutsAndFailedPrimes_AreNotCandidates()
    {
        _index.NodeUp(Node("a", SwarmLayer.Prime));
        _index.NodeUp(Node("b", SwarmLayer.Prime));
        _index.NodeUp(Node("c", SwarmLayer.Prime, available: false));
        _index.NodeUp(Node("d", SwarmLayer.Scout));

        Assert.Empty(_index.Form());
    }

    [Fact]
    public void AFourthPrime_StandsBy_AndSixMoreFormASecondTriad()
    {
        foreach (var name in (string[])["a", "b", "c", "d"])
            _index.NodeUp(Node(name, SwarmLayer.Prime));
        var steps = _index.Form().ToList();
        Assert.Equal("d", steps[1].Standby!.Address.Node.Value);

        foreach (var name in (string[])["e", "f", "g", "h"])
            _index.NodeUp(Node(name, SwarmLayer.Prime));

        Assert.Equal("local/m/t2", Assert.Single(_index.Form(), s => s.Proposal is not null).Triad.Value);
    }

    [Fact]
    public void ATriadThatLostAll_ComesAfterTheProtectionOfAnotherThatServes()
    {
        foreach (var name in (string[])["a", "b", "c"])
            _index.NodeUp(Node(name, SwarmLayer.Prime));
        _index.TriadChanged(View("local/m/t1", TriadPhase.Waiting));
        _index.TriadChanged(View("local/m/t2", TriadPhase.Ready, members: ["a", "b", "c"]));

        _index.NodeUp(Node("d", SwarmLayer.Prime));
        var step = Assert.Single(_index.Form());
        Assert.Equal(("local/m/t2", "d"), (step.Triad.Value, step.Standby!.Address.Node.Value));
        _index.NodeUp(Node("e", SwarmLayer.Prime));
        _index.NodeUp(Node("f", SwarmLayer.Prime));
        _index.NodeUp(Node("g", SwarmLayer.Prime));
        Assert.Equal(["e", "f", "g"], _index.Form().Where(s => s.Triad.Value == "local/m/t1").Select(s => s.Standby!.Address.Node.Value));
    }

    [Fact]
    public void TwoRegions_NeverNameTheirTriadsAlike()
    {
        RegionIndex[] regions = [new("east", [(Model, Shape)], maxSessionsPerTriad: 2), new("west", [(Model, Shape)], maxSessionsPerTriad: 2)];
        foreach (var region in regions)
        {
            foreach (var name in (string[])["a", "b", "c"])
                region.NodeUp(Node(name, SwarmLayer.Prime));
        }

        Assert.Equal(2, regions.SelectMany(r => r.Form()).Select(s => s.Triad).Distinct().Count());
    }

    [Fact]
    public void TriadThatWaits_GetsTheNextFreePrimeOnce()
    {
        _index.TriadChanged(View("local/m/t1", TriadPhase.Waiting, members: ["a", "b"]));
        _index.NodeUp(Node("d", SwarmLayer.Prime));

        Assert.Equal("d", Assert.Single(_index.Form()).Standby!.Address.Node.Value);
        Assert.Empty(_index.Form());
    }

    [Fact]
    public void Routes_SpreadOverTriadsAndScouts_ThenRefuse()
    {
        _index.TriadChanged(View("local/m/t1", TriadPhase.Ready));
        _index.TriadChanged(View("local/m/t2", TriadPhase.Ready));
        _index.NodeUp(Node("s1", SwarmLayer.Scout, "m/draft"));
        _index.NodeUp(Node("s2", SwarmLayer.Scout, "m/draft"));

        var routes = Enumerable.Range(1, 4).Select(i => _index.Route(Request((ulong)i))).ToList();

        Assert.Equal(["local/m/t1", "local/m/t2", "local/m/t1", "local/m/t2"], routes.Select(r => r.Triad!.Triad.Value));
        Assert.Equal(["s1", "s2", "s1", "s2"], routes.Select(r => r.Scout!.Address.Node.Value));
        Assert.Contains("full", _index.Route(Request(5)).Refusal, StringComparison.Ordinal);
        _index.Release(new SessionId(2), null);
        Assert.Equal("local/m/t2", _index.Route(Request(6)).Triad!.Triad.Value);
    }

    [Fact]
    public void NoReadyTriad_SaysWhy()
    {
        Assert.Contains("no triad serves", _index.Route(Request(1)).Refusal, StringComparison.Ordinal);
        _index.TriadChanged(View("local/m/t1", TriadPhase.Forming));
        Assert.Contains("not ready", _index.Route(Request(1)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void OldNewsOfATriad_IsIgnored()
    {
        _index.TriadChanged(View("local/m/t1", TriadPhase.Forming, epoch: 5));
        _index.TriadChanged(View("local/m/t1", TriadPhase.Ready, epoch: 4));

        Assert.NotNull(_index.Route(Request(1)).Refusal);
    }

    [Fact]
    public void RoutingAgain_DoesNotCountTwice()
    {
        _index.TriadChanged(View("local/m/t1", TriadPhase.Ready));
        for (var i = 0; i < 5; i++)
            Assert.Null(_index.Route(Request(1)).Refusal);
        Assert.Equal(1, _index.Sessions);
    }

    [Fact]
    public void LostScout_IsReplacedByAnother_NeverByItself()
    {
        _index.TriadChanged(View("local/m/t1", TriadPhase.Ready));
        _index.NodeUp(Node("s1", SwarmLayer.Scout, "m/draft"));
        _index.NodeUp(Node("s2", SwarmLayer.Scout, "m/draft"));
        _index.Route(Request(1));

        Assert.Equal("s2", _index.ReplaceScout(new SessionId(1), new NodeId("s1"))!.Address.Node.Value);
        _index.NodeDown(new NodeId("s1"));
        Assert.Null(_index.ReplaceScout(new SessionId(1), new NodeId("s2")));
    }

    [Fact]
    public void WhatASessionLearnt_IsTheHintForTheNextOnTheSameNodes()
    {
        _index.TriadChanged(View("local/m/t1", TriadPhase.Ready));
        Assert.Null(_index.Route(Request(1)).Hint);
        _index.Release(new SessionId(1), new SpeculationEstimate { Rounds = 42 });

        Assert.Equal(42, _index.Route(Request(2)).Hint!.Rounds);
    }

    [Fact]
    public void ANodeThatSaysNothingNew_ChangesNothing()
    {
        Assert.True(_index.NodeUp(Node("a", SwarmLayer.Prime)));
        Assert.False(_index.NodeUp(Node("a", SwarmLayer.Prime)));
        Assert.True(_index.NodeUp(Node("a", SwarmLayer.Prime, available: false)));
        _index.NodeDown(new NodeId("a"));
        Assert.True(_index.NodeUp(Node("a", SwarmLayer.Prime, available: false)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AfterAnyHistory_TheNextSteps_AreThoseOfAnIndexThatIsToldThePresentOnly(int seed)
    {
        var random = new Random(seed);
        var nodes = new Dictionary<string, RegionNode>();
        for (var change = 0; change < 400; change++)
        {
            var name = $"n{random.Next(30)}";
            if (random.Next(3) == 0)
            {
                _index.NodeDown(new NodeId(name));
                nodes.Remove(name);
            }
            else
            {
                var node = Node(name, (SwarmLayer)random.Next(3), available: random.Next(4) != 0) with { MemoryBytes = random.Next(4) << 30 };
                _index.NodeUp(node);
                nodes[name] = node;
            }

            if (random.Next(5) == 0)
                _ = _index.Form().ToList();
            if (_index.Triads.Count > 0 && random.Next(4) == 0)
            {
                var triad = _index.Triads.ElementAt(random.Next(_index.Triads.Count));
                _index.TriadChanged(triad with { Epoch = triad.Epoch + 1, Standbys = [], Members = [.. triad.Members.Take(random.Next(4))], Phase = (TriadPhase)random.Next(1, 4) });
            }

            var fresh = new RegionIndex("local", [(Model, Shape)], maxSessionsPerTriad: 2);
            foreach (var triad in _index.Triads)
                fresh.TriadChanged(triad);
            foreach (var node in nodes.Values)
                fresh.NodeUp(node);
            if (change % 7 == 0)
                Assert.Equal(Describe(fresh.Form()), Describe(_index.Form()));
        }

        static IEnumerable<string> Describe(IEnumerable<FormationStep> steps) =>
            steps.Select(s => $"{s.Triad}: {string.Join(' ', s.Proposal?.Candidates.Select(c => c.Address.Node.Value) ?? [])} {s.Standby?.Address.Node}").ToList();
    }
}
