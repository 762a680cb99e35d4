using FarAi.Core.Nodes;
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
}
