using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>What a proxy needs of its host; one per host, opaque to generated code.</summary>
public sealed class GrainReferenceContext
{
    internal GrainReferenceContext(GrainHost host) => Host = host;

    internal GrainHost Host { get; }

    /// <summary>
    /// The host that a call made now starts from: the caller's, if a grain or observer calls, because a reference may have come
    /// from another host; else the one that made the reference.
    /// </summary>
    internal GrainHost Caller => (SynchronizationContext.Current as TurnQueue)?.Host ?? Host;

    internal GrainReference UntypedReference(GrainId id) => new UntypedGrainReference(this, id);
}
