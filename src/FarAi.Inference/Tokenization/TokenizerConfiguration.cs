using System.Text.Json;

namespace FarAi.Inference.Tokenization;

/// <summary>
/// What <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>chat_template.jinja</c> add to the tokenizer proper.
/// </summary>
internal sealed record TokenizerConfiguration
{
    public static readonly TokenizerConfiguration Empty = new();

    public string? BeginToken { get; init; }

    public string? EndToken { get; init; }

    public string? PaddingToken { get; init; }

    public string? UnknownToken { get; init; }

    /// <summary>Whether the configuration itself asks for the begin token before a text; null if it does not say.</summary>
    public bool? AddsBeginToken { get; init; }

    /// <summary>Every text that one of the files calls a special token.</summary>
    public IReadOnlySet<string> SpecialTokens { get; init; } = new HashSet<string>();

    public string? ChatTemplate { get; init; }

    /// <summary>Reads the files that are there.</summary>
    /// <exception cref="TokenizerFormatException">One of them is malformed.</exception>
    public static TokenizerConfiguration Load(string directory)
    {
        var result = Empty;
        if (ModelFile.TryRead(directory, "special_tokens_map.json") is { } map) result = result.With(map, "special_tokens_map.json");
        if (ModelFile.TryRead(directory, "tokenizer_config.json") is { } config) result = result.With(config, "tokenizer_config.json");
        if (ModelFile.TryRead(directory, "chat_template.jinja") is { } template)
            result = result with { ChatTemplate = System.Text.Encoding.UTF8.GetString(template.Span) };
        return result;
    }

    /// <summary>This with what a file says laid over it.</summary>
    public TokenizerConfiguration With(ReadOnlyMemory<byte> json, string file) => JsonFields.Parse(json, file, root =>
    {
        var special = new HashSet<string>(SpecialTokens);
        var begin = Named(root, "bos_token", special) ?? BeginToken;
        var end = Named(root, "eos_token", special) ?? EndToken;
        var padding = Named(root, "pad_token", special) ?? PaddingToken;
        var unknown = Named(root, "unk_token", special) ?? UnknownToken;
        if (root.Optional("additional_special_tokens") is { } more)
            foreach (var token in more.Required(JsonValueKind.Array, "'additional_special_tokens'").EnumerateArray())
                special.Add(TextOf(token, "additional_special_tokens"));
        if (root.Optional("added_tokens_decoder") is { } added)
            foreach (var token in added.Required(JsonValueKind.Object, "'added_tokens_decoder'").EnumerateObject())
                if (token.Value.Required(JsonValueKind.Object, "'added_tokens_decoder'").Flag("special"))
                    special.Add(TextOf(token.Value, "added_tokens_decoder"));

        return this with
        {
            BeginToken = begin,
            EndToken = end,
            PaddingToken = padding,
            UnknownToken = unknown,
            AddsBeginToken = root.Optional("add_bos_token") is null ? AddsBeginToken : root.Flag("add_bos_token"),
            SpecialTokens = special,
            ChatTemplate = Template(root) ?? ChatTemplate,
        };
    });

    // A token is written as its text or as an object with the text in "content".
    private static string? Named(JsonElement root, string name, HashSet<string> special)
    {
        if (root.Optional(name) is not { } token) return null;
        var text = TextOf(token, name);
        special.Add(text);
        return text;
    }

    private static string TextOf(JsonElement token, string name) => token.ValueKind switch
    {
        JsonValueKind.String => token.GetString()!,
        JsonValueKind.Object => token.Field("content", JsonValueKind.String).GetString()!,
        _ => throw JsonFields.Wrong($"'{name}'", "text"),
    };

    // One template, or a list of named ones of which "default" is the one for chats.
    private static string? Template(JsonElement root)
    {
        if (root.Optional("chat_template") is not { } template) return null;
        if (template.ValueKind != JsonValueKind.Array) return template.Required(JsonValueKind.String, "'chat_template'").GetString();
        foreach (var named in template.EnumerateArray())
            if (named.Required(JsonValueKind.Object, "'chat_template'").Text("name") == "default") return named.Text("template");
        return null;
    }
}
