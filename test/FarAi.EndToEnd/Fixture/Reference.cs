using FarAi.Core.Sampling;
using FarAi.Inference;
using FarAi.Inference.Catalog;
using FarAi.Inference.Tokenization;

namespace FarAi.EndToEnd.Fixture;

/// <summary>The whole target model in this process: what every answer of a grid must equal.</summary>
internal static class Reference
{
    private static readonly string Pair = Path.Combine(AppContext.BaseDirectory, "models", "far-tiny");
    private static readonly ServedModel Model = ModelCatalog.Read("far-tiny", Path.Combine(Pair, "target"), null);
    private static readonly LlamaShard Whole = LlamaShard.LoadWhole(Path.Combine(Pair, "target"));
    private static readonly Dictionary<(string, double, long, int), Answer> Known = [];

    /// <summary>Twenty prompts of every kind the model knows.</summary>
    public static IReadOnlyList<string> Prompts { get; } =
    [
        "Who are you?", "What is a scout?", "Tell me a story about a fox named Pip and a brass lantern.", "What is 47 + 38?",
        "How does speculative decoding work?", "Write a short story about friendship.", "Tell me a story about a robot and a lighthouse.",
        "Hello! My name is Grace.", "What is a triad?", "Spell the word lantern.", "¡Hola, Zoë! Grüß Gott — 你好 🙂 naïve café", "What is 9 - 4?",
        "Tell me a story about an owl who lost her map.", "What is a prime node?", "The days of the week are Monday, Tuesday,", "Thank you, that was kind of you.",
        "{\"key\": [1, 2, 3]}\n\n\tx = y + 42;", "Write a poem about rain.", "Why do nodes need a reputation?", "Tell me a story about a kind hedgehog named Hazel.",
    ];

    /// <summary>The model's own answer to one user message.</summary>
    public static Answer To(string prompt, double temperature, long seed, int maxTokens)
    {
        if (Known.TryGetValue((prompt, temperature, seed, maxTokens), out var known))
            return known;
        var ids = Model.ChatTemplate!.Encode(Model.Tokenizer, [new ChatMessage("user", prompt)]);
        var sampling = new SamplingParameters(temperature, 1, 0, (ulong)seed);
        int[] tokens = [.. new WholeModelGenerator(Whole).Generate(ids, sampling, maxTokens, Model.Config.EndTokens)];
        var ended = Model.Config.EndTokens.Contains(tokens[^1]);
        return Known[(prompt, temperature, seed, maxTokens)] = new Answer(Model.Tokenizer.Decode(tokens), ids.Length, tokens.Length, ended);
    }

    /// <param name="Text">What a client reads.</param>
    /// <param name="PromptTokens">Tokens of the prompt with its template.</param>
    /// <param name="Tokens">Tokens generated, with the one that ended it.</param>
    /// <param name="Ended">Whether the model ended by itself.</param>
    internal sealed record Answer(string Text, int PromptTokens, int Tokens, bool Ended);
}
