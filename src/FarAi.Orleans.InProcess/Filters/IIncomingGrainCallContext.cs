using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A call that has arrived at its grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that runs the call.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class; looked up on first use.</summary>
    MethodInfo ImplementationMethod { get; }
}
