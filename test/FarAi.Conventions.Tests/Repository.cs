using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;

namespace FarAi.Conventions.Tests;

/// <summary>The working tree that the rules read, without what builds leave in it.</summary>
internal static class Repository
{
    private static readonly string[] Ignored = [".git", "artifacts", "bin", "obj", "data", "node_modules", "__pycache__", ".vs", ".idea"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of product code: src, grains, silos and dashboards.</summary>
    public static IReadOnlyList<SourceFile> Product { get; } = [.. Sources("src"), .. Sources("grains"), .. Sources("silos"), .. Sources("dashboards")];

    /// <summary>Every C# file of the tests.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = [.. Sources("test")];

    /// <summary>Every project of the tree.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } = [.. Files(Root).Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).Select(f => new ProjectFile(f))];

    /// <summary>Every file below a folder, sorted, so that offenders come in the same order everywhere.</summary>
    public static IEnumerable<string> Files(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            yield return file;
        }

        foreach (string child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Where(d => !Ignored.Contains(Path.GetFileName(d))))
        {
            foreach (string file in Files(child))
            {
                yield return file;
            }
        }
    }

    /// <summary>Path as it stands in the repository.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<SourceFile> Sources(string folder)
    {
        string path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? Files(path).Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(Parse) : [];
    }

    private static SourceFile Parse(string path)
    {
        string text = File.ReadAllText(path);
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        return new SourceFile(Relative(path), text, CSharpSyntaxTree.ParseText(text, options).GetCompilationUnitRoot());
    }

    // Asked of the build, since an output folder of one's own (ArtifactsPath) stands outside of the tree.
    private static string FindRoot() => Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);
}
