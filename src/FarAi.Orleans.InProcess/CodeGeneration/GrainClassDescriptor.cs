using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>What the generator knows about a grain class.</summary>
public sealed class GrainClassDescriptor
{
    /// <summary>The class.</summary>
    public required Type GrainClass { get; init; }

    /// <summary>The name of the grain type, explicit or from the class name.</summary>
    public required string GrainType { get; init; }

    /// <summary>The grain interfaces that the class implements.</summary>
    public required IReadOnlyList<Type> Interfaces { get; init; }

    /// <summary>Makes the grain object: services and stored states come from the context.</summary>
    public required Func<IGrainContext, object> Create { get; init; }

    /// <summary>Whether all its calls may interleave.</summary>
    public bool IsReentrant { get; init; }

    /// <summary>Decides per request whether it may interleave.</summary>
    public Func<object, IInvokable, bool>? MayInterleave { get; init; }

    /// <summary>Whether the class is a stateless worker.</summary>
    public bool IsStatelessWorker { get; init; }

    /// <summary>The bound on stateless workers per key; ≤ 0: the number of processors.</summary>
    public int MaxLocalWorkers { get; init; }

    /// <summary>The class's own collection age; null for the host's.</summary>
    public TimeSpan? CollectionAge { get; init; }
}
