using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FarAi.Orleans.InProcess.Generator;

/// <summary>A finding without its compiler objects, so that it can be compared.</summary>
internal sealed record DiagnosticModel(string Rule, string File, TextSpan Span, LinePositionSpan Lines, string Subject)
{
    public static DiagnosticModel At(DiagnosticDescriptor rule, ISymbol symbol, string subject)
    {
        var location = symbol.Locations.FirstOrDefault() ?? Location.None;
        return new DiagnosticModel(rule.Id, location.SourceTree?.FilePath ?? string.Empty, location.SourceSpan, location.GetLineSpan().Span, subject);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rules.ById(Rule), Location.Create(File, Span, Lines), Subject);
}
