using FarAi.Core.Nodes;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>What a session needs to go on after its silo died. Erased when its retention ends.</summary>
[GenerateSerializer, Alias("farai.SessionState")]
public sealed class SessionState
{
    /// <summary>What the client asked for.</summary>
    [Id(0)]
    public SessionRequest? Request { get; set; }

    /// <summary>Generated tokens, as far as they are stored.</summary>
    [Id(1)]
    public IReadOnlyList<int> Tokens { get; set; } = [];

    /// <summary>Why it ended; <see cref="FinishReason.None"/> while it goes on.</summary>
    [Id(2)]
    public FinishReason Finish { get; set; }

    /// <summary>Why it could not be finished; null where it could, or goes on.</summary>
    [Id(3)]
    public string? Error { get; set; }

    /// <summary>The triad that served it last, so that it need not wait for a region that died too; null before the first route.</summary>
    [Id(4)]
    public TriadView? Triad { get; set; }

    /// <summary>The scout that drafted last; null where none did.</summary>
    [Id(5)]
    public PeerAddress? Scout { get; set; }

    /// <summary>How far its nodes speculate; null before the first route.</summary>
    [Id(6)]
    public SpeculationPlan? Plan { get; set; }

    /// <summary>What its verdicts have taught; null before the first.</summary>
    [Id(7)]
    public SpeculationEstimate? Estimate { get; set; }

    /// <summary>What it has used, as far as it is stored; null before the first token.</summary>
    [Id(8)]
    public SessionUsage? Usage { get; set; }

    /// <summary>Clients that came back to follow it.</summary>
    [Id(9)]
    public int Readers { get; set; }

    /// <summary>When it ended; null while it goes on.</summary>
    [Id(10)]
    public DateTimeOffset? Ended { get; set; }

    /// <summary>What is committed, with its counts.</summary>
    internal SessionLog ToLog(IReadOnlyList<int> prompt) => new(prompt, Tokens, Usage?.DraftedTokens ?? 0, Usage?.AcceptedTokens ?? 0, Usage?.Rounds ?? 0);

    /// <summary>Takes over what is in memory.</summary>
    internal void Keep(SessionOutput output, SessionUsage usage, SessionRoute? route, AdaptiveSpeculation speculation)
    {
        (Tokens, Usage, Finish, Error) = (output.Tokens(), usage, output.Finish, output.Error);
        (Triad, Scout) = (route?.Triad, route?.Scout);
        (Plan, Estimate) = (speculation.Plan, speculation.Estimate);
    }
}
