using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FarAi.Conventions.Tests;

/// <summary>How product code is written: names, namespaces, logs and nothing left half done.</summary>
public sealed partial class WritingTests
{
    private static readonly string[] Suffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Enhanced", "V2", "Dto"];

    private static readonly string[] LogMethods = ["Log", "LogTrace", "LogDebug", "LogInformation", "LogWarning", "LogError", "LogCritical"];

    private static readonly HashSet<string> Bases =
        [.. Repository.Product.SelectMany(f => f.Types).SelectMany(t => t.BaseList?.Types ?? default).Select(b => b.Type.ToString().Split('<')[0])];

    [Fact]
    public void NothingIsLeftHalfDone() => Offenders.AssertNone(
        "Finish it or open an issue:",
        from file in Repository.Product
        from line in file.Text.Split('\n').Index()
        where HalfDone().IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1} {line.Item.Trim()}");

    [Fact]
    public void NoRegions() => Offenders.AssertNone(
        "A file that needs regions needs to be two files:",
        from file in Repository.Product.Concat(Repository.Tests)
        from trivia in file.Syntax.DescendantTrivia()
        where trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select file.Path);

    [Fact]
    public void TypeNames_SayWhatTheTypeIs() => Offenders.AssertNone(
        "These suffixes say nothing:",
        from file in Repository.Product.Concat(Repository.Tests)
        from type in file.Types
        where Suffixes.Any(s => type.Identifier.Text.EndsWith(s, StringComparison.Ordinal))
        select $"{file.At(type)} {type.Identifier.Text}");

    [Fact]
    public void Namespaces_AreFileScoped() => Offenders.AssertNone(
        "namespace X; at the top of the file:",
        from file in Repository.Product.Concat(Repository.Tests)
        where file.Syntax.DescendantNodes().OfType<NamespaceDeclarationSyntax>().Any()
        select file.Path);

    [Fact]
    public void Logs_GoThroughLoggerMessage() => Offenders.AssertNone(
        "Declare it with [LoggerMessage]:",
        from file in Repository.Product
        from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let member = call.Expression as MemberAccessExpressionSyntax
        where member is not null && LogMethods.Contains(member.Name.Identifier.Text)
        where member.Expression.ToString().EndsWith("ogger", StringComparison.Ordinal) || member.Name.Identifier.Text != "Log"
        select $"{file.At(call)} {call.Expression}");

    [Fact]
    public void Classes_AreSealed_StaticOrAbstract() => Offenders.AssertNone(
        "Sealed unless something derives from it, or the lines above the declaration say why ('not sealed'):",
        from file in Repository.Product
        from type in file.Types.OfType<TypeDeclarationSyntax>()
        where type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax record && !record.ClassOrStructKeyword.IsKind(SyntaxKind.StructKeyword))
        where !SourceFile.Has(type, SyntaxKind.SealedKeyword) && !SourceFile.Has(type, SyntaxKind.StaticKeyword) && !SourceFile.Has(type, SyntaxKind.AbstractKeyword)
        // A part of a partial type may leave the modifiers to its first part.
        where !(SourceFile.Has(type, SyntaxKind.PartialKeyword) && SealedElsewhere(type.Identifier.Text))
        where !Bases.Contains(type.Identifier.Text)
        where !type.GetLeadingTrivia().ToString().Contains("not sealed", StringComparison.OrdinalIgnoreCase)
        select $"{file.At(type)} {type.Identifier.Text}");

    [Fact]
    public void CatchAll_HandsTheExceptionOn() => Offenders.AssertNone(
        "catch (Exception) without a filter logs, reports or rethrows what it caught, or says in a comment why not:",
        from file in Repository.Product
        from clause in file.Syntax.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Filter is null && clause.Declaration?.Type.ToString() is null or "Exception" or "System.Exception"
        let name = clause.Declaration?.Identifier.Text
        where !clause.Block.DescendantNodes().OfType<IdentifierNameSyntax>().Any(i => i.Identifier.Text == name)
        where !clause.Block.DescendantNodes().OfType<ThrowStatementSyntax>().Any(t => t.Expression is null)
        where !clause.ToFullString().Contains("//", StringComparison.Ordinal)
        select file.At(clause));

    [Fact]
    public void Libraries_DoNotWriteToTheConsole() => Offenders.AssertNone(
        "Only the executables speak on the console:",
        from file in Repository.Product
        where !file.Path.StartsWith("src/FarAi.Cli/", StringComparison.Ordinal) && !file.Path.StartsWith("silos/", StringComparison.Ordinal)
        from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Expression.ToString() is "Console" or "System.Console"
        select $"{file.At(access)} {access}");

    private static bool SealedElsewhere(string name) => Repository.Product
        .SelectMany(f => f.Types)
        .Any(t => t.Identifier.Text == name && (SourceFile.Has(t, SyntaxKind.SealedKeyword) || SourceFile.Has(t, SyntaxKind.StaticKeyword) || SourceFile.Has(t, SyntaxKind.AbstractKeyword)));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex HalfDone();
}
