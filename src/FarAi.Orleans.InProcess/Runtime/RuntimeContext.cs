namespace Orleans.Runtime;

/// <summary>The activation whose turn runs on this thread.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? s_current;

    /// <summary>The activation, or null outside of a turn.</summary>
    public static IGrainContext? Current
    {
        get => s_current;
        set => s_current = value;
    }
}
