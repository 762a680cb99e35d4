using Microsoft.CodeAnalysis;

namespace FarAi.Orleans.InProcess.Generator;

/// <summary>Questions about compiler symbols.</summary>
internal static class Symbols
{
    public static readonly SymbolDisplayFormat Global = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_plain = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.None);

    /// <summary>The full name without global:: and type arguments.</summary>
    public static string PlainName(this ITypeSymbol type) => type.ToDisplayString(s_plain);

    public static string GlobalName(this ITypeSymbol type) => type.ToDisplayString(Global);

    public static bool Is(this ITypeSymbol? type, string plainName) => type is not null && type.PlainName() == plainName;

    public static bool Implements(this ITypeSymbol type, string plainName) => type.AllInterfaces.Any(candidate => candidate.Is(plainName));

    /// <summary>An attribute of the symbol, for classes also of its bases.</summary>
    public static AttributeData? Attribute(this ISymbol symbol, string plainName)
    {
        for (var current = symbol; current is not null; current = (current as INamedTypeSymbol)?.BaseType)
        {
            var found = current.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(plainName));
            if (found is not null)
                return found;
        }

        return null;
    }

    public static bool Has(this ISymbol symbol, string attribute) => symbol.Attribute(attribute) is not null;

    /// <summary>Whether code elsewhere in the same assembly can name the type.</summary>
    public static bool IsReachable(this INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || !current.IsReachableMember())
                return false;
        }

        return true;
    }

    public static bool IsReachableMember(this ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
