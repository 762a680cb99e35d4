using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Inference;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>What every stage holds of a session. Only the stage's compute thread touches it.</summary>
internal class StageSession(OpenSession opened, SessionMemory memory)
{
    /// <summary>Rounds that may be under way, and some more.</summary>
    protected const int MostRecent = 16;

    private readonly List<int> _inputs = [];
    private readonly Queue<StageInput> _recent = new();

    public OpenSession Opened { get; } = opened;

    public KeyValueCache Cache => memory.Cache;

    /// <summary>What was sent on; null at the tail, and where memory is short.</summary>
    public BoundaryCache? Boundary => memory.Boundary;

    /// <summary>Bytes promised to the caches at their longest.</summary>
    public long Reserved => memory.Reserved;

    /// <summary>The tokens of the positions that are held.</summary>
    public List<int> Inputs => _inputs;

    /// <summary>The link of the scout that drafts, at head and tail.</summary>
    public LinkConnection? Scout { get; set; }

    /// <summary>Timestamp of the latest sign of life.</summary>
    public long LastSeen { get; set; }

    /// <summary>The latest pass that looked at the session; keeps its inputs in order within a pass.</summary>
    public long Pass { get; set; }

    /// <summary>After a promotion: what must be held before the next round. Null where nothing is awaited.</summary>
    public (int Length, ulong Prefix)? Expects { get; set; }

    /// <summary>Whether the tokens held begin with these.</summary>
    public bool Holds((int Length, ulong Prefix) expected) =>
        _inputs.Count >= expected.Length && TokenPrefix.Of(_inputs.Take(expected.Length)) == expected.Prefix;

    /// <summary>At a mirror: whether results are passed on, because the member is slow.</summary>
    public bool IsHedged { get; set; }

    /// <summary>At a mirror: the latest rounds.</summary>
    public IReadOnlyCollection<StageInput> Recent => _recent;

    /// <summary>A mirror computed a round, which it may be asked for later.</summary>
    public void Remember(StageInput input)
    {
        if (input.IsPrefill || input.IsReplay)
            return;
        _recent.Enqueue(input);
        if (_recent.Count > MostRecent)
            _recent.Dequeue();
    }

    /// <summary>Positions were computed.</summary>
    public void OnComputed(int start, ReadOnlySpan<int> tokens)
    {
        _inputs.RemoveRange(start, _inputs.Count - start);
        _inputs.AddRange(tokens);
    }

    /// <summary>How many of an input's first tokens stand at their positions already, so that the states that follow from them are held too.</summary>
    public int Held(StageInput input)
    {
        var held = 0;
        while (held < input.Tokens.Length && input.Start + held < _inputs.Count && _inputs[input.Start + held] == input.Tokens[held])
            held++;
        return held;
    }
}
