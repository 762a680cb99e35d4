using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Inference;

namespace FarAi.Node.Stages;

/// <summary>A session at the tail.</summary>
internal sealed class TailSession(OpenSession opened, KeyValueCache cache, long reserved, TailVerifier verifier)
    : StageSession(opened, cache, reserved)
{
    public TailVerifier Verifier { get; } = verifier;

    /// <summary>What the head knows, which waits for an answer until the rounds before it are computed; null where nothing waits.</summary>
    public int? ResumesAt { get; set; }
}
