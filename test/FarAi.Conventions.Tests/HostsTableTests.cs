using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FarAi.Conventions.Tests;

/// <summary>docs/hosts.md names the test that pins each row; a row without a living test pins nothing.</summary>
public sealed partial class HostsTableTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "hosts.md"));

    private static readonly HashSet<string> TestNames =
        [.. from file in Repository.Tests from type in file.Types.OfType<TypeDeclarationSyntax>() from method in type.Members.OfType<MethodDeclarationSyntax>() where IsTest(method) select $"{type.Identifier.Text}.{method.Identifier.Text}"];

    [Fact]
    public void EveryNamedTest_Exists() => Offenders.AssertNone(
        "docs/hosts.md names tests that are not there:",
        Lines.SelectMany(line => TestName().Matches(line)).Select(match => match.Groups[1].Value).Where(name => !TestNames.Contains(name)));

    [Fact]
    public void EveryRow_NamesATest() => Offenders.AssertNone(
        "A row of docs/hosts.md without a test:",
        Lines.Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(c => c == '|') == 5)
            .Where(line => !line.StartsWith("| API ", StringComparison.Ordinal) && !TestName().IsMatch(line)));

    private static bool IsTest(MethodDeclarationSyntax method) =>
        SourceFile.Attribute(method, "Fact") is not null || SourceFile.Attribute(method, "Theory") is not null;

    [GeneratedRegex(@"`(\w+Tests\.\w+)`")]
    private static partial Regex TestName();
}
