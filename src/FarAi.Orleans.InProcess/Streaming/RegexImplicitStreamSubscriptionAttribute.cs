using System.Diagnostics.CodeAnalysis;
using Orleans.Streams;

namespace Orleans;

/// <summary>Subscribes the grain with a stream's key to every stream whose namespace matches a regular expression.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RegexImplicitStreamSubscriptionAttribute([StringSyntax(StringSyntaxAttribute.Regex)] string pattern)
    : ImplicitStreamSubscriptionAttribute(new RegexStreamNamespacePredicate(pattern))
{
    /// <summary>The regular expression.</summary>
    public string Pattern { get; } = pattern;
}
