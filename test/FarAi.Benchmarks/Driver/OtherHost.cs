using System.Diagnostics;
using System.Reflection;

namespace FarAi.Benchmarks;

/// <summary>Builds this very project on the grain host that this build does not have.</summary>
internal static class OtherHost
{
    public const string Name = GrainHostProcess.Name == "Orleans" ? "InProcess" : "Orleans";

    /// <summary>Builds it, into a folder of its own; null, with the reason on the console, where its packages do not restore.</summary>
    public static async Task<string?> BuildAsync()
    {
        var project = Metadata("ProjectFile");
        // Beside the folder of this build, whose name is the other host's unless somebody chose another one.
        var mine = Path.TrimEndingDirectorySeparator(Metadata("ArtifactsPath"));
        var artifacts = Path.GetFileName(mine) == GrainHostProcess.Name ? Path.Combine(Path.GetDirectoryName(mine)!, Name) : $"{mine}-{Name}";
        string[] arguments =
        [
            "build", project, "-c", "Release", "-nologo", "-v", "quiet", "-nodereuse:false", $"-p:GrainHost={Name}", $"-p:ArtifactsPath={artifacts}",
        ];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode == 0)
            return Path.Combine(artifacts, "bin", "FarAi.Benchmarks", "release", "FarAi.Benchmarks.dll");
        var reason = output.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))?.Trim();
        await Console.Error.WriteLineAsync($"The {Name} host was not run, since it does not build here: {reason}");
        return null;
    }

    private static string Metadata(string key) => typeof(OtherHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
