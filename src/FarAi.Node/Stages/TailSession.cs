using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Node.Stages;

/// <summary>A session at the tail.</summary>
internal sealed class TailSession(OpenSession opened, SessionMemory memory, TailVerifier verifier)
    : StageSession(opened, memory)
{
    public TailVerifier Verifier { get; } = verifier;

    /// <summary>What the head knows, which waits for an answer until the rounds before it are computed; null where nothing waits.</summary>
    public int? ResumesAt { get; set; }
}
