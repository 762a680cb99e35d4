using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Node.Stages;

/// <summary>A session at the tail.</summary>
internal sealed class TailSession(OpenSession opened, SessionMemory memory, TailVerifier verifier)
    : StageSession(opened, memory)
{
    private readonly Queue<Verdict> _verdicts = new();

    public TailVerifier Verifier { get; } = verifier;

    /// <summary>At a mirror: the latest verdicts.</summary>
    public IReadOnlyCollection<Verdict> Verdicts => _verdicts;

    /// <summary>A mirror came to a verdict, which it may be asked for later.</summary>
    public void Remember(Verdict verdict)
    {
        _verdicts.Enqueue(verdict);
        if (_verdicts.Count > MostRecent)
            _verdicts.Dequeue();
    }

    /// <summary>What the head knows, which waits for an answer until the rounds before it are computed; null where nothing waits.</summary>
    public int? ResumesAt { get; set; }
}
