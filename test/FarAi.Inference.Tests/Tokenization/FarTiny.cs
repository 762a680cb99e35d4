using System.Runtime.CompilerServices;
using System.Text.Json;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

/// <summary>The bundled model's tokenizer and the vectors that its trainer wrote.</summary>
internal static class FarTiny
{
    public static readonly string Directory = Path.Combine(Root(), "models", "far-tiny", "target");
    public static readonly Tokenizer Tokenizer = Tokenizer.Load(Directory);
    public static readonly ChatTemplate Template = ChatTemplate.Load(Directory);
    public static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "models", "far-tiny", "golden.json"))).RootElement;

    /// <summary>What vectors.py beside this file wrote.</summary>
    public static readonly JsonElement Vectors = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(Root(), "test", "FarAi.Inference.Tests", "Tokenization", "vectors.json"))).RootElement;

    public static int[] Ids(JsonElement entry) => [.. entry.GetProperty("ids").EnumerateArray().Select(e => e.GetInt32())];

    public static ChatMessage[] Messages(JsonElement entry) =>
        [.. entry.GetProperty("messages").EnumerateArray().Select(m =>
            new ChatMessage(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];

    // Builds may go to a folder outside the repository; the source file always lies within it.
    private static string Root([CallerFilePath] string source = "") =>
        RootAbove(AppContext.BaseDirectory) ?? RootAbove(source) ?? throw new DirectoryNotFoundException("FarAi.Orleans.sln");

    private static string? RootAbove(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "FarAi.Orleans.sln"))) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
