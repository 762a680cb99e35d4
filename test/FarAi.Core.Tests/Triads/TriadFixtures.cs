using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Routing;
using FarAi.Core.Triads;

namespace FarAi.Core.Tests.Triads;

internal static class TriadFixtures
{
    public static readonly ModelSource Model = new("m", "/models/m", "digest");

    public static readonly ModelShape Shape = new([100, 100, 100, 100, 100, 100], 50, 50, 1024);

    public static PeerAddress Address(string name) => new(new NodeId(name), new Uri($"ws://127.0.0.1/{name}"));

    public static TriadCandidate Candidate(string name, long memory = 10_000) => new(Address(name), memory);

    public static TriadProposal Proposal(params string[] standbys) => new(
        new TriadId("local/m/t1"), "local", Model, Shape, [Candidate("a"), Candidate("b"), Candidate("c")], [.. standbys.Select(s => Candidate(s))]);

    public static RegionNode Node(string name, SwarmLayer layer, string? draft = null, bool available = true) =>
        new(Address(name), layer, 10_000, draft, available);

    public static TriadState Ready(params string[] standbys)
    {
        var state = TriadRules.Form(new TriadState(), Proposal(standbys));
        foreach (var member in state.Members)
            state = TriadRules.MemberReady(state, member.Address.Node, state.Epoch);
        return state;
    }

    public static TriadView View(string id, TriadPhase phase, long epoch = 1, string[]? members = null, string[]? standbys = null) => new(
        new TriadId(id), "m", phase, epoch, [.. (members ?? []).Select((m, i) => new TriadMember(Address(m), (TriadRole)i, default))],
        [.. (standbys ?? []).Select(s => new NodeId(s))], "key", null);
}
