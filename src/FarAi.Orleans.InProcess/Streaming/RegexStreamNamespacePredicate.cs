using System.Text.RegularExpressions;

namespace Orleans.Streams;

/// <summary>Namespaces that match a regular expression.</summary>
public sealed class RegexStreamNamespacePredicate(string regex) : IStreamNamespacePredicate
{
    private readonly Regex _regex = new(regex, RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public string PredicatePattern => $"regex:{regex}";

    /// <inheritdoc/>
    public bool IsMatch(string streamNamespace) => _regex.IsMatch(streamNamespace);
}
