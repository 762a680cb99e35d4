using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>What the generator knows about a grain or observer interface.</summary>
public sealed class GrainInterfaceDescriptor
{
    /// <summary>The interface.</summary>
    public required Type Interface { get; init; }

    /// <summary>Makes a proxy that speaks the interface.</summary>
    public required Func<GrainReferenceContext, GrainId, GrainReference> CreateReference { get; init; }
}
