using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FarAi.Conventions.Tests;

/// <summary>Grain classes and the state they store.</summary>
public sealed class GrainsTests
{
    private static readonly SourceFile[] Sources = [.. Repository.Product.Where(f => f.Path.StartsWith("grains/FarAi.Grains/", StringComparison.Ordinal))];

    private static readonly (SourceFile File, ClassDeclarationSyntax Type)[] Grains =
        [.. from file in Sources
            from type in file.Types.OfType<ClassDeclarationSyntax>()
            where type.BaseList?.Types.Any(b => b.Type.ToString() is "Grain" or "Orleans.Grain") == true
            select (file, type)];

    [Fact]
    public void ThereAreGrains() => Assert.True(Grains.Length > 2, "The rules of this class read no grain: has the folder moved?");

    [Fact]
    public void AGrain_IsSealed() => Offenders.AssertNone(
        "A grain class is sealed:",
        Grains.Where(g => !SourceFile.Has(g.Type, SyntaxKind.SealedKeyword)).Select(g => g.File.At(g.Type)));

    [Fact]
    public void AGrain_NamesItsType() => Offenders.AssertNone(
        "[GrainType] keeps stored state readable when the class is renamed:",
        Grains.Where(g => SourceFile.Attribute(g.Type, "GrainType") is null).Select(g => g.File.At(g.Type)));

    [Fact]
    public void StoredState_IsMarked() => Offenders.AssertNone(
        "What is stored has [GenerateSerializer] and [Alias]:",
        from file in Sources
        from parameter in file.Syntax.DescendantNodes().OfType<ParameterSyntax>()
        where SourceFile.Attribute(parameter.AttributeLists, "PersistentState") is not null
        let state = parameter.Type!.DescendantNodesAndSelf().OfType<GenericNameSyntax>().Single().TypeArgumentList.Arguments[0].ToString()
        let declared = Sources.SelectMany(f => f.Types).FirstOrDefault(t => t.Identifier.Text == state)
        where declared is not null && (SourceFile.Attribute(declared, "GenerateSerializer") is null || SourceFile.Attribute(declared, "Alias") is null)
        select $"{file.At(parameter)} {state}");

    [Fact]
    public void AReentrantGrain_SaysWhy() => Offenders.AssertNone(
        "[Reentrant] needs a comment that names the invariant which holds across the await:",
        Grains.Where(g => SourceFile.Attribute(g.Type, "Reentrant") is not null && !g.Type.GetLeadingTrivia().ToString().Contains("invariant", StringComparison.OrdinalIgnoreCase))
            .Select(g => g.File.At(g.Type)));
}
