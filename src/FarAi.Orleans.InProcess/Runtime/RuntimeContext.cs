namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread.</summary>
public static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? s_current;

    /// <summary>The activation, or null outside of a turn.</summary>
    public static IGrainContext? Current
    {
        get => s_current;
        internal set => s_current = value;
    }
}
