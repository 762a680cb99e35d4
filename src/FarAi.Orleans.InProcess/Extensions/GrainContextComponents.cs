using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>
/// Objects that live and end with an activation, found by type. In Orleans these are methods of the context; here extension
/// methods, so that activations without components, which are nearly all, carry no field for them.
/// </summary>
public static class GrainContextComponents
{
    private static readonly ConditionalWeakTable<IGrainContext, ConcurrentDictionary<Type, object>> s_components = new();

    /// <summary>The component, or null.</summary>
    public static TComponent? GetComponent<TComponent>(this IGrainContext context)
        where TComponent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return s_components.TryGetValue(context, out var components) && components.TryGetValue(typeof(TComponent), out var found)
            ? (TComponent)found
            : null;
    }

    /// <summary>Sets the component, or removes it if <paramref name="value"/> is null.</summary>
    public static void SetComponent<TComponent>(this IGrainContext context, TComponent? value)
        where TComponent : class
    {
        ArgumentNullException.ThrowIfNull(context);
        if (value is not null)
            s_components.GetValue(context, static _ => new())[typeof(TComponent)] = value;
        else if (s_components.TryGetValue(context, out var components))
            components.TryRemove(typeof(TComponent), out _);
    }
}
