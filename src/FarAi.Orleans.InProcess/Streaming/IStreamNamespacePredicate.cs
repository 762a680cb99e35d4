namespace Orleans.Streams;

/// <summary>Chooses streams by their namespace.</summary>
public interface IStreamNamespacePredicate
{
    /// <summary>Whether streams of the namespace are meant.</summary>
    bool IsMatch(string streamNamespace);

    /// <summary>The predicate as text.</summary>
    string PredicatePattern { get; }
}
