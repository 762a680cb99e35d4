namespace Orleans.Runtime;

/// <summary>Finds the activation whose turn runs on this thread.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation, or null outside of a turn.</summary>
    IGrainContext? GrainContext { get; }
}
