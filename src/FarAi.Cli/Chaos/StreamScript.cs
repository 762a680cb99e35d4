using FarAi.Cli.Bench;

namespace FarAi.Cli.Chaos;

/// <summary>What one stream asks for, and what it must get: the model's own answer, computed whole in this process.</summary>
/// <param name="Prompt">The user's message.</param>
/// <param name="Seed">The seed; temperature is 0.8.</param>
/// <param name="MaxTokens">Where to stop.</param>
/// <param name="Text">The answer.</param>
/// <param name="Tokens">Its tokens.</param>
internal sealed record StreamScript(string Prompt, int Seed, int MaxTokens, string Text, int Tokens)
{
    /// <summary>Seeds that are tried for each stream; of these the one with the longest answer is taken.</summary>
    private const int SeedsTried = 6;

    private static readonly string[] Prompts =
    [
        "Tell me a story about a fox named Pip and a lantern.",
        "Write a short story about friendship.",
        "Tell me a story about a robot and a lighthouse.",
        "Tell me a story about an owl who lost her map.",
        "Tell me a story about a kind hedgehog named Hazel.",
    ];

    /// <summary>So many scripts with long answers, so that a fault in their midst meets all of them.</summary>
    public static IReadOnlyList<StreamScript> Choose(WholeModel model, int streams, int maxTokens) => [.. Enumerable.Range(0, streams).Select(i => Longest(model, i, maxTokens))];

    private static StreamScript Longest(WholeModel model, int stream, int maxTokens)
    {
        var prompt = Prompts[stream % Prompts.Length];
        StreamScript? best = null;
        for (var i = 0; i < SeedsTried && best?.Tokens != maxTokens; i++)
        {
            var seed = (stream * SeedsTried) + i;
            var answer = model.Generate(prompt, seed, maxTokens);
            if (best is null || answer.Tokens + 1 > best.Tokens)
                best = new StreamScript(prompt, seed, maxTokens, answer.Text, answer.Tokens + 1);
        }

        return best!;
    }
}
