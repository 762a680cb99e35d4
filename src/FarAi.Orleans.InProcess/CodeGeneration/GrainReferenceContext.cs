using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>What a proxy needs of its host; one per host, opaque to generated code.</summary>
public sealed class GrainReferenceContext
{
    internal GrainReferenceContext(GrainHost host) => Host = host;

    internal GrainHost Host { get; }

    internal GrainReference UntypedReference(GrainId id) => new UntypedGrainReference(this, id);
}
