using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>What a node agreed to in one epoch of a triad. Immutable; swapped whole, so that links read it without a lock.</summary>
internal sealed record StageTerms(TriadId Triad, long Epoch, TriadRole Role, bool IsMirror, byte[] MemberKey, byte[] ScoutKey)
{
    public static StageTerms Of(LoadShard command) => new(
        command.Triad, command.Epoch, command.Role, command.Mirrors is not null, LinkCredentials.SecretOf(command.MemberKey), LinkCredentials.SecretOf(command.ScoutKey));

    /// <summary>The name of a place in a triad, for links: a node may have several, as a member and as a mirror.</summary>
    public static string ScopeOf(TriadId triad, TriadRole role) => $"{triad}#{role}";

    /// <summary>The secret for a link of that role, or null where the stage takes none.</summary>
    public byte[]? SecretFor(LinkRole role) => role switch
    {
        LinkRole.Member or LinkRole.Mirror or LinkRole.Standby => MemberKey,
        LinkRole.Scout when Role is TriadRole.Head or TriadRole.Tail => ScoutKey,
        _ => null,
    };
}
