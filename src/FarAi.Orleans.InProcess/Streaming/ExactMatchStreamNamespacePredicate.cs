namespace Orleans.Streams;

/// <summary>One namespace.</summary>
public sealed class ExactMatchStreamNamespacePredicate(string targetStreamNamespace) : IStreamNamespacePredicate
{
    /// <inheritdoc/>
    public string PredicatePattern => $"namespace:{targetStreamNamespace}";

    /// <inheritdoc/>
    public bool IsMatch(string streamNamespace) => string.Equals(targetStreamNamespace, streamNamespace, StringComparison.Ordinal);
}
