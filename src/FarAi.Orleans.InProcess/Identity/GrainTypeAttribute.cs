using Orleans.Runtime;

namespace Orleans;

/// <summary>Names a grain class explicitly, so that stored state survives a rename of the class.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    private readonly GrainType _grainType = GrainType.Create(grainType);

    /// <summary>The name given.</summary>
    public GrainType GetGrainType(IServiceProvider services, Type type) => _grainType;
}
