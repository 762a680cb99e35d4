using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FarAi.Conventions.Tests;

/// <summary>One C# file: its path in the repository, its text and its syntax.</summary>
internal sealed record SourceFile(string Path, string Text, CompilationUnitSyntax Syntax)
{
    /// <summary>Every type declared in the file, nested ones too.</summary>
    public IEnumerable<BaseTypeDeclarationSyntax> Types => Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>();

    /// <summary>Types and delegates that stand in a namespace or at the top of the file.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes => Syntax.DescendantNodes()
        .OfType<MemberDeclarationSyntax>()
        .Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && m.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    /// <summary>How many lines a reader scrolls through.</summary>
    public int Lines => Text.AsSpan().Count('\n') + (Text.EndsWith('\n') ? 0 : 1);

    /// <summary>Path and line of a node, for the list of offenders.</summary>
    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    /// <summary>The attribute of that name (without the suffix), or null.</summary>
    public static AttributeSyntax? Attribute(MemberDeclarationSyntax member, string name) => Attribute(member.AttributeLists, name);

    /// <summary>The attribute of that name in those lists, or null.</summary>
    public static AttributeSyntax? Attribute(SyntaxList<AttributeListSyntax> lists, string name) =>
        lists.SelectMany(l => l.Attributes).FirstOrDefault(a => a.Name.ToString().Split('.')[^1] == name);

    /// <summary>Whether a member is declared with that keyword.</summary>
    public static bool Has(MemberDeclarationSyntax member, SyntaxKind keyword) => member.Modifiers.Any(keyword);
}
