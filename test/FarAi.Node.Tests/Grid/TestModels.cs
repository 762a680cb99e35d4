using FarAi.Core.Models;
using FarAi.Core.Sampling;
using FarAi.Inference;
using FarAi.Inference.Models;

namespace FarAi.Node.Tests.Grid;

/// <summary>The bundled pair, and what its target says on its own.</summary>
internal static class TestModels
{
    private static readonly Lock Gate = new();
    private static readonly Lazy<WholeModelGenerator> Reference = new(() => new WholeModelGenerator(LlamaShard.LoadWhole(Source("target").Directory)));

    public static ModelSource Target { get; } = Source("target");

    public static ModelSource Draft { get; } = Source("draft");

    public static IReadOnlyList<int> EndTokens { get; } = [.. ModelConfig.Load(Target.Directory).EndTokens];

    /// <summary>Prompts of the golden file, chosen for their length.</summary>
    public static IReadOnlyList<int[]> Prompts { get; } = LoadPrompts();

    public static int[] Expected(IReadOnlyList<int> prompt, SamplingParameters sampling, int maxTokens, IReadOnlyList<int>? endTokens = null)
    {
        lock (Gate)
            return [.. Reference.Value.Generate(prompt, sampling, maxTokens, [.. endTokens ?? EndTokens])];
    }

    private static ModelSource Source(string name)
    {
        var directory = Path.Combine(Root(), "models", "far-tiny", name);
        using var weights = ModelWeights.Open(directory);
        return new ModelSource("far-tiny-" + name, directory, weights.Digest);
    }

    private static int[][] LoadPrompts()
    {
        using var golden = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "models", "far-tiny", "golden.json")));
        return [.. golden.RootElement.GetProperty("prompts").EnumerateArray().Select(p => p.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32()).ToArray())];
    }

    // Build outputs may lie outside of the repository; this file never does.
    private static string Root([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Above(AppContext.BaseDirectory) ?? Above(Path.GetDirectoryName(source)!) ?? throw new DirectoryNotFoundException("no repository above the tests");

    private static string? Above(string start)
    {
        var directory = new DirectoryInfo(start);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "FarAi.Orleans.sln")))
            directory = directory.Parent;
        return directory?.FullName;
    }
}
