using System.Text;
using System.Text.Json.Nodes;
using FarAi.Inference.Tokenization;

namespace FarAi.Inference.Tests.Tokenization;

/// <summary>A small tokenizer.json to bend: the 256 bytes, the tokens that some merges make, and two special tokens.</summary>
internal static class SyntheticTokenizer
{
    /// <summary>GPT-2's alphabet by byte, written out a second time so that the tests do not lean on the code under test.</summary>
    public static readonly string[] Bytes = [.. Enumerable.Range(0, 256).Select(b => ((char)Printable(b)).ToString())];

    /// <summary>The file as a tree; ids 0 to 255 are the bytes, then the products of <paramref name="merges"/>, then <c>&lt;s&gt;</c> and <c>&lt;e&gt;</c>.</summary>
    public static JsonObject Json(params string[] merges)
    {
        var vocabulary = new JsonObject();
        foreach (var b in Bytes) vocabulary[b] = vocabulary.Count;
        foreach (var merge in merges) vocabulary.TryAdd(merge.Replace(" ", "", StringComparison.Ordinal), vocabulary.Count);
        var next = vocabulary.Count;
        return new JsonObject
        {
            ["added_tokens"] = new JsonArray(Added(next, "<s>"), Added(next + 1, "<e>")),
            ["normalizer"] = null,
            ["pre_tokenizer"] = ByteLevel(),
            ["decoder"] = new JsonObject { ["type"] = "ByteLevel" },
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(m => (JsonNode)m)]),
            },
        };
    }

    public static JsonObject Added(int id, string content) =>
        new() { ["id"] = id, ["content"] = content, ["special"] = true };

    public static JsonObject ByteLevel(bool regex = true) =>
        new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["use_regex"] = regex };

    public static JsonObject Split(string pattern) => new()
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = pattern },
        ["behavior"] = "Isolated",
        ["invert"] = false,
    };

    public static Tokenizer Load(JsonNode json) => Tokenizer.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static int Printable(int b) => b switch
    {
        >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE => b,
        <= ' ' => 256 + b,
        <= 0xA0 => 256 + b - 0x7F + 33,
        _ => 256 + 67,
    };
}
