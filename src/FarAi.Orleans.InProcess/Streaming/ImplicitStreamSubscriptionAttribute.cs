using Orleans.Streams;

namespace Orleans;

/// <summary>
/// Subscribes the grain with a stream's key to every stream of a namespace: the first event activates it. Not sealed: the
/// regular-expression form derives from it.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    /// <summary>Streams of every namespace (but not those without one).</summary>
    public ImplicitStreamSubscriptionAttribute() => Predicate = new AllStreamNamespacesPredicate();

    /// <summary>Streams of one namespace.</summary>
    public ImplicitStreamSubscriptionAttribute(string streamNamespace) => Predicate = new ExactMatchStreamNamespacePredicate(streamNamespace.Trim());

    /// <summary>Streams of the namespaces that a predicate of the given type chooses.</summary>
    public ImplicitStreamSubscriptionAttribute(Type predicateType) => Predicate = (IStreamNamespacePredicate)Activator.CreateInstance(predicateType)!;

    /// <summary>Streams of the namespaces that a predicate chooses; for attributes that derive from this one.</summary>
    protected ImplicitStreamSubscriptionAttribute(IStreamNamespacePredicate predicate) => Predicate = predicate;

    /// <summary>Chooses the namespaces.</summary>
    public IStreamNamespacePredicate Predicate { get; }
}
