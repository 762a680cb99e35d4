using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Node.Stages;

/// <summary>A session at the head.</summary>
internal sealed class HeadSession(OpenSession opened, SessionMemory memory, HeadPipeline pipeline)
    : StageSession(opened, memory)
{
    public HeadPipeline Pipeline { get; } = pipeline;

    /// <summary>Start and positions of the rounds under way, in order. A start of 0 is not timed: a prefill lies before it.</summary>
    public Queue<(long Started, int Positions)> Rounds { get; } = new();

    public HeadTimings Timings { get; set; }

    /// <summary>When the last draft was rejected; 0 once its replacement has come.</summary>
    public long RejectedAt { get; set; }

    /// <summary>When a short draft must do; <see cref="long.MaxValue"/> while none is waited for.</summary>
    public long HoldUntil { get; set; } = long.MaxValue;

    public bool IsFinished { get; set; }

    /// <summary>Whether the tail's echo is still to come: until then its verdicts belong to an earlier opening, or to a line that was given up.</summary>
    public bool AwaitsEcho { get; set; }

    /// <summary>Whether the tail has been asked, after a promotion, for what it committed: no round starts before it has answered.</summary>
    public bool IsResuming { get; set; }

    /// <summary>At a mirror: positions before this one are computed, or wait for it.</summary>
    public int Followed { get; set; }
}
