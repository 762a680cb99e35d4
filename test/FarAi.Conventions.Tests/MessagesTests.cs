using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FarAi.Conventions.Tests;

/// <summary>What travels between grains: marked, immutable and numbered, so that no host copies it and old silos read new ones.</summary>
public sealed class MessagesTests
{
    private static readonly SourceFile[] Abstractions =
        [.. Repository.Product.Where(f => f.Path.StartsWith("grains/FarAi.Grains.Abstractions/", StringComparison.Ordinal))];

    private static readonly (SourceFile File, TypeDeclarationSyntax Type)[] Messages =
        [.. from file in Abstractions
            from type in file.Types.OfType<TypeDeclarationSyntax>()
            where type is not InterfaceDeclarationSyntax && !SourceFile.Has(type, SyntaxKind.StaticKeyword)
            select (file, type)];

    [Fact]
    public void ThereAreMessages() => Assert.True(Messages.Length > 5, "The rules of this class read no message: has the folder moved?");

    [Fact]
    public void AMessage_IsASealedRecord() => Offenders.AssertNone(
        "A message is a sealed record (or a readonly record struct):",
        from message in Messages
        let type = message.Type
        where type is not RecordDeclarationSyntax
            || !(SourceFile.Has(type, SyntaxKind.SealedKeyword) || SourceFile.Has(type, SyntaxKind.AbstractKeyword) || SourceFile.Has(type, SyntaxKind.ReadOnlyKeyword))
        select $"{message.File.At(type)} {type.Identifier.Text}");

    [Theory]
    [InlineData("GenerateSerializer")]
    [InlineData("Immutable")]
    [InlineData("Alias")]
    public void AMessage_CarriesTheAttribute(string attribute) => Offenders.AssertNone(
        $"[{attribute}] is missing:",
        from message in Messages
        where SourceFile.Attribute(message.Type, attribute) is null
        select $"{message.File.At(message.Type)} {message.Type.Identifier.Text}");

    [Fact]
    public void Aliases_AreOursAndUnique()
    {
        var aliases = Abstractions
            .SelectMany(f => f.Types.Select(t => (File: f, Type: t, Alias: TextOf(SourceFile.Attribute(t, "Alias")))))
            .Where(a => a.Alias is not null)
            .ToArray();
        Offenders.AssertNone("An alias starts with farai.:", aliases.Where(a => !a.Alias!.StartsWith("farai.", StringComparison.Ordinal)).Select(a => a.File.At(a.Type)));
        Offenders.AssertNone("An alias names one type:", aliases.GroupBy(a => a.Alias).Where(g => g.Count() > 1).Select(g => g.Key!));
    }

    [Fact]
    public void Ids_AreUniqueAndWithoutGaps() => Offenders.AssertNone(
        "[Id]s count from 0 without gaps and without repeats:",
        from message in Messages
        let ids = Ids(message.Type).Order().ToArray()
        where !ids.SequenceEqual(Enumerable.Range(0, ids.Length))
        select $"{message.File.At(message.Type)} {message.Type.Identifier.Text}: {string.Join(',', ids)}");

    [Fact]
    public void EveryStoredMember_HasAnId() => Offenders.AssertNone(
        "A member without [Id] would be lost on the way:",
        from message in Messages
        from member in Unnumbered(message.Type)
        select $"{message.File.At(message.Type)} {message.Type.Identifier.Text}.{member}");

    [Fact]
    public void GrainInterfaces_AndTheirMethods_HaveAliases() => Offenders.AssertNone(
        "[Alias] keeps the wire name when the C# name changes:",
        from file in Abstractions
        from type in file.Types.OfType<InterfaceDeclarationSyntax>()
        where type.BaseList?.Types.Any(b => b.ToString().StartsWith("IGrainWith", StringComparison.Ordinal)) == true
        from member in type.Members.OfType<MethodDeclarationSyntax>().Cast<MemberDeclarationSyntax>().Prepend(type)
        where SourceFile.Attribute(member, "Alias") is null
        select file.At(member));

    private static IEnumerable<int> Ids(TypeDeclarationSyntax type)
    {
        IEnumerable<AttributeSyntax?> parameters = type.ParameterList?.Parameters.Select(p => SourceFile.Attribute(p.AttributeLists, "Id")) ?? [];
        IEnumerable<AttributeSyntax?> members = type.Members.Select(m => SourceFile.Attribute(m, "Id"));
        return parameters.Concat(members).OfType<AttributeSyntax>().Select(a => int.Parse(a.ArgumentList!.Arguments[0].ToString(), CultureInfo.InvariantCulture));
    }

    private static IEnumerable<string> Unnumbered(TypeDeclarationSyntax type)
    {
        IEnumerable<string> parameters = type.ParameterList?.Parameters
            .Where(p => SourceFile.Attribute(p.AttributeLists, "Id") is null)
            .Select(p => p.Identifier.Text) ?? [];
        // Only automatic properties store something; computed ones travel as what they are computed from.
        IEnumerable<string> properties = type.Members.OfType<PropertyDeclarationSyntax>()
            .Where(p => !SourceFile.Has(p, SyntaxKind.StaticKeyword))
            .Where(p => p.AccessorList?.Accessors.All(a => a.Body is null && a.ExpressionBody is null) == true)
            .Where(p => SourceFile.Attribute(p, "Id") is null)
            .Select(p => p.Identifier.Text);
        return parameters.Concat(properties);
    }

    private static string? TextOf(AttributeSyntax? attribute) =>
        (attribute?.ArgumentList?.Arguments[0].Expression as LiteralExpressionSyntax)?.Token.ValueText;
}
