using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FarAi.Inference.Tests;

/// <summary>The bundled pair and its reference vectors, found from wherever the tests run.</summary>
internal static class GoldenModels
{
    public static string Root { get; } = FindRoot();

    public static string Target => Path.Combine(Root, "models/far-tiny/target");

    public static string Draft => Path.Combine(Root, "models/far-tiny/draft");

    public static IReadOnlyList<GoldenPrompt> Prompts { get; } = ReadPrompts();

    public static TheoryData<string> PromptNames => [.. Prompts.Select(prompt => prompt.Name)];

    public static GoldenPrompt Prompt(string name) => Prompts.Single(prompt => prompt.Name == name);

    // The build output may lie outside the checkout (ArtifactsPath); then this source file tells where it is.
    private static string FindRoot([CallerFilePath] string source = "") =>
        Ascend(AppContext.BaseDirectory) ?? Ascend(source) ?? throw new InvalidOperationException("The folder of FarAi.Orleans.sln was not found.");

    private static string? Ascend(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "FarAi.Orleans.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    private static GoldenPrompt[] ReadPrompts()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "models/far-tiny/golden.json")));
        return [.. document.RootElement.GetProperty("prompts").EnumerateArray().Select(prompt => new GoldenPrompt(
            prompt.GetProperty("name").GetString()!,
            Ids(prompt.GetProperty("ids")),
            Top(prompt.GetProperty("target_top10")),
            Top(prompt.GetProperty("draft_top10")),
            Ids(prompt.GetProperty("target_greedy").GetProperty("ids")),
            Ids(prompt.GetProperty("draft_argmax_along_target"))))];
    }

    private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

    private static (int, float)[] Top(JsonElement list) => [.. list.EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetSingle()))];
}
