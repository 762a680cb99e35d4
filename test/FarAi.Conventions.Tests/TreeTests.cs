namespace FarAi.Conventions.Tests;

/// <summary>What the tree itself must and must not hold.</summary>
public sealed class TreeTests
{
    // Written in two halves, or this file would be its own first offender.
    private static readonly string[] Hosts = ["api.nuget" + ".org", "nuget.org" + "/v3", "registry." + "npmjs", "registry." + "yarnpkg", "pypi" + ".org", "pkgs.dev" + ".azure"];

    private static readonly string[] MachinePaths = ["/work" + "/", "/root" + "/", "/home" + "/", "/var" + "/tmp", "/Users" + "/", @"C:\" + "Users"];

    private static readonly string[] TextKinds = [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".config", ".txt", ".py", ".c", ".js", ".mjs", ".yml", ".yaml", ".sh", ".editorconfig", ".gitignore", ""];

    [Fact]
    public void NoRegistryHost_IsNamed() => Offenders.AssertNone("Where packages come from is the machine's own configuration:", Containing(Hosts));

    [Fact]
    public void NoMachinePath_IsNamed() => Offenders.AssertNone("A path of somebody's machine:", Containing(MachinePaths));

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "FarAi.Orleans.sln")).Replace('\\', '/');
        Offenders.AssertNone("dotnet sln add:", Repository.Projects.Select(p => p.Path).Where(p => !solution.Contains($"\"{p}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Packages_HaveCentralVersions() => Offenders.AssertNone(
        "A version stands in Directory.Packages.props only:",
        Repository.Projects.Select(p => p.Path)
            .Where(p => File.ReadLines(Path.Combine(Repository.Root, p)).Any(l => l.Contains("<PackageReference", StringComparison.Ordinal) && l.Contains("Version=", StringComparison.Ordinal))));

    [Fact]
    public void NoDiaries() => Offenders.AssertNone(
        "No status reports, plans, summaries or certificates in the tree:",
        Repository.Files(Repository.Root)
            .Select(Repository.Relative)
            .Where(f => f.EndsWith(".md", StringComparison.Ordinal))
            .Where(f => Path.GetFileName(f).Split('.', '-', '_').Any(w => w.ToUpperInvariant() is "STATUS" or "PLAN" or "SUMMARY" or "REPORT" or "CERTIFICATE" or "TODO")));

    private static IEnumerable<string> Containing(string[] words) =>
        from path in Repository.Files(Repository.Root)
        where TextKinds.Contains(Path.GetExtension(path)) && new FileInfo(path).Length < 1_000_000
        from line in File.ReadLines(path).Index()
        where words.Any(w => line.Item.Contains(w, StringComparison.OrdinalIgnoreCase))
        select $"{Repository.Relative(path)}:{line.Index + 1} {line.Item.Trim()}";
}
