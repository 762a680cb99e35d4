namespace Orleans.Streams;

/// <summary>Every namespace.</summary>
public sealed class AllStreamNamespacesPredicate : IStreamNamespacePredicate
{
    /// <inheritdoc/>
    public string PredicatePattern => "*";

    /// <inheritdoc/>
    public bool IsMatch(string streamNamespace) => true;
}
