using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Simulation.Grid;

/// <summary>What a stage holds of a session.</summary>
internal sealed class StageSession(OpenSession opened, LayerCache cache, long reserved)
{
    public OpenSession Opened { get; } = opened;

    public LayerCache Cache { get; } = cache;

    public long Reserved { get; } = reserved;

    /// <summary>The inputs that were passed on, by position, for those who did not see them.</summary>
    public List<int> Inputs { get; } = [];

    /// <summary>What the layers made of them.</summary>
    public List<ulong> Boundary { get; } = [];

    /// <summary>The scout that drafts, at head and tail.</summary>
    public PeerLink? Scout { get; set; }

    public TimeSpan LastSeen { get; set; }

    public long Pass { get; set; }

    /// <summary>The head's side; null elsewhere.</summary>
    public HeadPipeline? Pipeline { get; init; }

    /// <summary>The tail's side; null elsewhere.</summary>
    public TailVerifier? Verifier { get; init; }

    /// <summary>The head's rounds under way, in order; a start of zero is not timed.</summary>
    public Queue<(TimeSpan Started, int Positions)> Rounds { get; } = new();

    public RoundTimings Timings { get; set; }

    /// <summary>When the last draft was rejected; zero once its replacement has come.</summary>
    public TimeSpan RejectedAt { get; set; }

    /// <summary>When a short draft must do.</summary>
    public TimeSpan HoldUntil { get; set; } = TimeSpan.MaxValue;

    /// <summary>Remembers what was passed on; what was held from its start on is forgotten.</summary>
    public void Keep(Forward input, ulong[] outputs)
    {
        Inputs.RemoveRange(input.Start, Inputs.Count - input.Start);
        Boundary.RemoveRange(input.Start, Boundary.Count - input.Start);
        Inputs.AddRange(input.Tokens);
        Boundary.AddRange(outputs);
    }

    /// <summary>After a promotion: what must be held before the next round.</summary>
    public (int Length, ulong Prefix)? Expects { get; set; }

    /// <summary>The tokens of the positions that are held.</summary>
    public List<int> HeldTokens { get; } = [];

    /// <summary>Positions were computed.</summary>
    public void OnComputed(Forward input)
    {
        HeldTokens.RemoveRange(input.Start, HeldTokens.Count - input.Start);
        HeldTokens.AddRange(input.Tokens);
    }

    /// <summary>Whether the tokens held begin with these.</summary>
    public bool Holds((int Length, ulong Prefix) expected) =>
        HeldTokens.Count >= expected.Length && TokenPrefix.Of(HeldTokens.Take(expected.Length)) == expected.Prefix;

    public bool IsFinished { get; set; }

    /// <summary>At the head, whether the tail's echo is still to come: until then its verdicts belong to an earlier opening, or to a line that was given up.</summary>
    public bool AwaitsEcho { get; set; }

    /// <summary>At the head, whether the tail has been asked, after a promotion, for what it committed: no round starts before it has answered.</summary>
    public bool IsResuming { get; set; }

    /// <summary>At the head's mirror: positions before this one are computed, or wait for it.</summary>
    public int Followed { get; set; }

    /// <summary>At the tail, what the head knows, which waits for an answer until the rounds before it are computed; null where nothing waits.</summary>
    public int? ResumesAt { get; set; }
}
