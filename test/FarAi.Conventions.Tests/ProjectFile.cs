using System.Xml.Linq;

namespace FarAi.Conventions.Tests;

/// <summary>What a csproj says of its references.</summary>
internal sealed class ProjectFile
{
    public ProjectFile(string path)
    {
        Path = Repository.Relative(path);
        Name = System.IO.Path.GetFileNameWithoutExtension(path);
        var xml = XDocument.Load(path);
        References = [.. Includes(xml, "ProjectReference").Select(i => System.IO.Path.GetFileNameWithoutExtension(i.Replace('\\', '/')))];
        Packages = [.. Includes(xml, "PackageReference")];
        Frameworks = [.. Includes(xml, "FrameworkReference")];
        UsesGrains = xml.Descendants("UsesGrains").Any(e => e.Value == "true");
        BannedApis = xml.Descendants("BannedApis").Any(e => e.Value == "true");
    }

    public string Path { get; }

    public string Name { get; }

    /// <summary>Names of the projects it references.</summary>
    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> Packages { get; }

    public IReadOnlyList<string> Frameworks { get; }

    /// <summary>Whether the grain host's programming model comes with it (Directory.Build.targets).</summary>
    public bool UsesGrains { get; }

    /// <summary>Whether wall clock, Task.Run and the like are banned in it.</summary>
    public bool BannedApis { get; }

    public bool IsTest => Path.StartsWith("test/", StringComparison.Ordinal);

    private static IEnumerable<string> Includes(XDocument xml, string item) =>
        xml.Descendants(item).Select(e => e.Attribute("Include")?.Value).OfType<string>();
}
