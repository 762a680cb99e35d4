using System.Collections.Immutable;
using FarAi.Core.Identity;
using FarAi.Core.Models;

namespace FarAi.Core.Triads;

/// <summary>All that a triad must remember. Immutable; <see cref="TriadRules"/> makes the next one.</summary>
public sealed record TriadState
{
    /// <summary>What it was formed from; null before.</summary>
    public TriadProposal? Proposal { get; init; }

    /// <summary>Where it stands.</summary>
    public TriadPhase Phase { get; init; }

    /// <summary>Grows with every change of members; nodes obey only the newest.</summary>
    public long Epoch { get; init; }

    /// <summary>Who holds which layers.</summary>
    public ImmutableList<TriadMember> Members { get; init; } = [];

    /// <summary>Which places have reported ready in this epoch.</summary>
    public ImmutableHashSet<TriadRole> Ready { get; init; } = [];

    /// <summary>Who follows which place without a word, to take it with warm caches. Each is a standby or a member of another place.</summary>
    public ImmutableList<TriadMember> Mirrors { get; init; } = [];

    /// <summary>Which places' mirrors have reported that they follow in this epoch.</summary>
    public ImmutableHashSet<TriadRole> Mirrored { get; init; } = [];

    /// <summary>Members that are about to leave: as soon as mirrors follow their places, these take them.</summary>
    public ImmutableList<NodeId> Draining { get; init; } = [];

    /// <summary>The epoch whose sessions go on in this one, because members were replaced by their mirrors; 0 where sessions open again.</summary>
    public long ContinuesFrom { get; init; }

    /// <summary>Whether sessions of an epoch go on in this one.</summary>
    public bool Continues(long epoch) => epoch > 0 && epoch == ContinuesFrom;

    /// <summary>Who could replace a member.</summary>
    public ImmutableList<TriadCandidate> Standbys { get; init; } = [];

    /// <summary>The layers of each place, fixed when the triad forms, so that survivors keep their weights.</summary>
    public ImmutableDictionary<TriadRole, LayerRange> Layers { get; init; } = ImmutableDictionary<TriadRole, LayerRange>.Empty;

    /// <summary>Why it does not serve; null where it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Who holds, or mirrors, which place.</summary>
    public IEnumerable<(NodeId Node, TriadRole Role)> Places() => Members.Concat(Mirrors).Select(m => (m.Address.Node, m.Role));

    /// <summary>Everybody who has to do with the triad, once.</summary>
    public IEnumerable<NodeId> Nodes() => Members.Concat(Mirrors).Select(m => m.Address.Node).Concat(Standbys.Select(s => s.Address.Node)).Distinct();
}
