using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FarAi.Conventions.Tests;

/// <summary>Sizes that keep a file readable in one go.</summary>
public sealed class SizesTests
{
    private const int MaxFileLines = 400;
    private const int MaxMethodLines = 60;
    private const int MaxKernelLines = 120;

    /// <summary>Files that hold a family of public types, and why.</summary>
    private static readonly Dictionary<string, string> Families = new()
    {
        ["src/FarAi.Core/Nodes/NodeCommand.cs"] = "a closed family of one-line records, read side by side",
        ["src/FarAi.Core/Nodes/NodeEvent.cs"] = "a closed family of one-line records, read side by side",
    };

    [Fact]
    public void Files_StayBelowTheCeiling() => Offenders.AssertNone(
        $"A file has at most {MaxFileLines} lines:",
        Repository.Product.Concat(Repository.Tests).Where(f => f.Lines > MaxFileLines).Select(f => $"{f.Path} ({f.Lines})"));

    [Fact]
    public void Methods_StayBelowTheCeiling() => Offenders.AssertNone(
        $"A method has at most {MaxMethodLines} lines, a kernel unrolled by hand {MaxKernelLines}:",
        from file in Repository.Product
        from method in file.Syntax.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
        let span = method.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > (file.Path.StartsWith("src/FarAi.Inference/Kernels/", StringComparison.Ordinal) ? MaxKernelLines : MaxMethodLines)
        select $"{file.At(method)} ({lines})");

    [Fact]
    public void APublicType_HasAFileOfItsOwn() => Offenders.AssertNone(
        "One public type per file:",
        from file in Repository.Product
        where !Families.ContainsKey(file.Path)
        let types = file.TopLevelTypes.Where(t => SourceFile.Has(t, SyntaxKind.PublicKeyword)).ToArray()
        where types.Length > 1
        select $"{file.Path} ({types.Length})");

    [Fact]
    public void AFamily_StillExists() => Offenders.AssertNone(
        "An exception that is no longer needed:",
        Families.Keys.Where(path => Repository.Product.All(f => f.Path != path)));

    [Fact]
    public void AFile_IsNamedForItsPublicType() => Offenders.AssertNone(
        "A file bears the name of its public type (X.cs, X.Log.cs; XOfT.cs for the generic twin of X):",
        from file in Repository.Product
        where !Families.ContainsKey(file.Path)
        let type = file.TopLevelTypes.FirstOrDefault(t => SourceFile.Has(t, SyntaxKind.PublicKeyword))
        where type is not null
        let stem = Path.GetFileName(file.Path).Split('.')[0]
        where stem != NameOf(type) && !(IsGeneric(type) && stem.StartsWith(NameOf(type) + "Of", StringComparison.Ordinal))
        select $"{file.Path} declares {NameOf(type)}");

    private static bool IsGeneric(SyntaxNode type) => type is TypeDeclarationSyntax { TypeParameterList: not null };

    private static string NameOf(SyntaxNode type) => type switch
    {
        BaseTypeDeclarationSyntax t => t.Identifier.Text,
        DelegateDeclarationSyntax d => d.Identifier.Text,
        _ => string.Empty,
    };
}
