using FarAi.Core.Identity;
using FarAi.Core.Nodes;

namespace FarAi.Simulation.Grid;

/// <summary>What a machine says first when it calls another one.</summary>
internal sealed record PeerHello(NodeId From, PeerRole Role, string Scope, string Secret);

/// <summary>What a machine says first when it calls a gateway.</summary>
internal sealed record GridHello(NodeId From);

/// <summary>A stage's result for a run of positions, as the wire's StageForward carries it; one value stands for a hidden state.</summary>
internal sealed record Forward(
    SessionId Session, long Epoch, int Start, int[] Tokens, int Drafted, bool IsPrefill, TimeSpan Compute, RoundTimings Timings, ulong[] Hidden, bool IsReplay = false, (int Length, ulong Prefix)? Expects = null)
{
    /// <summary>The same without its first positions.</summary>
    public Forward Skip(int count) => count <= 0 ? this : this with { Start = Start + count, Tokens = Tokens[count..], Hidden = Hidden[Math.Min(count, Hidden.Length)..] };
}

/// <summary>What a head last measured of a session; zero where nothing is known yet.</summary>
internal readonly record struct RoundTimings(TimeSpan RoundTrip, int RoundTripPositions, TimeSpan DraftTime, TimeSpan DraftDelay);

/// <summary>A scout drafts for a session from now on.</summary>
internal sealed record ScoutAttached(SessionId Session, long Epoch, int Known);

/// <summary>Drafted tokens.</summary>
internal sealed record ScoutDraft(SessionId Session, long Epoch, int Basis, int Start, TimeSpan TimePerToken, int[] Tokens);

/// <summary>From the head down the stages after a promotion: the rounds under way are given up, and the tail says what it committed beyond what is known.</summary>
internal sealed record SessionResumed(SessionId Session, long Epoch, int Known, ulong Prefix);

/// <summary>To a mirror: a session that it may not have seen from its start. What was sent of it comes again.</summary>
internal sealed record SessionReplayed(OpenSession Opened);

/// <summary>To a mirror: everything that was sent before has come again.</summary>
internal sealed record AllReplayed;

/// <summary>A session is over for the receiver.</summary>
internal sealed record SessionClosed(SessionId Session);

/// <summary>A session can't go on at the sender.</summary>
internal sealed record PeerComplaint(SessionId Session, string Reason);

/// <summary>As whom a machine calls another one.</summary>
internal enum PeerRole
{
    Member,
    Mirror,
    Scout,
}
