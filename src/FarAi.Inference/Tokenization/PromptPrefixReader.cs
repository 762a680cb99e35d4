using System.Text.Json;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// Reads which tokens go before a plain text: from <c>post_processor</c> (a <c>TemplateProcessing</c>, alone or in a <c>Sequence</c>),
/// or from <c>add_bos_token</c>, which overrides it.
/// </summary>
internal static class PromptPrefixReader
{
    public static IReadOnlyList<int> Read(JsonElement? processor, TokenizerConfiguration configuration, Dictionary<string, int> ids)
    {
        var prefix = new List<int>();
        foreach (var step in Flatten(processor))
        {
            switch (step.Required(JsonValueKind.Object, "a post-processor").Text("type"))
            {
                case "ByteLevel": break; // trims offsets; adds nothing
                case "TemplateProcessing": ReadTemplate(step, ids, prefix); break;
                case var other: throw Unsupported($"type '{other}' is not implemented");
            }
        }

        if (configuration.AddsBeginToken == false) return [];
        if (configuration is not { AddsBeginToken: true, BeginToken: { Length: > 0 } begin } || prefix.Count > 0) return prefix;
        return ids.TryGetValue(begin, out var id)
            ? [id]
            : throw new TokenizerFormatException(TokenizerFormatError.TokenMissing, "The bos_token is not in the vocabulary.");
    }

    private static List<JsonElement> Flatten(JsonElement? processor)
    {
        if (processor is not { } root) return [];
        if (root.Required(JsonValueKind.Object, "'post_processor'").Text("type") != "Sequence") return [root];
        return [.. root.Field("processors", JsonValueKind.Array).EnumerateArray()];
    }

    private static void ReadTemplate(JsonElement step, Dictionary<string, int> ids, List<int> prefix)
    {
        var textSeen = false;
        foreach (var part in step.Field("single", JsonValueKind.Array).EnumerateArray())
        {
            part.Required(JsonValueKind.Object, "a part of 'single'");
            if (part.Optional("Sequence") is not null) textSeen = true;
            // A token after the text would end the prompt that the model is to continue.
            else if (textSeen) throw Unsupported("it puts a token after the text");
            else if (part.Field("SpecialToken", JsonValueKind.Object).Text("id") is { } content && ids.TryGetValue(content, out var id)) prefix.Add(id);
            else throw new TokenizerFormatException(TokenizerFormatError.TokenMissing, "A token of the post-processor is not in the vocabulary.");
        }
    }

    private static TokenizerFormatException Unsupported(string why) =>
        new(TokenizerFormatError.UnsupportedPostProcessor, $"The post-processor cannot be used: {why}.");
}
