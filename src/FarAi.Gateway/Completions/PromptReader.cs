using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FarAi.Gateway.Errors;
using FarAi.Inference.Catalog;
using FarAi.Inference.Tokenization;

namespace FarAi.Gateway.Completions;

/// <summary>Reads <c>messages</c> or <c>prompt</c> into tokens. Thread-safe.</summary>
internal sealed class PromptReader
{
    private const int MaxMessages = 4096;

    private readonly ConditionalWeakTable<Tokenizer, StrongBox<int>> _longestToken = [];

    /// <summary>At least one token, and at least one fewer than the model's context holds.</summary>
    public Outcome<IReadOnlyList<int>> Read(CompletionKind kind, RequestFields fields, ServedModel model)
    {
        var param = kind == CompletionKind.Chat ? "messages" : "prompt";
        if (!fields.TryGet(param, out var value))
            return ApiError.Missing(param);
        var encoded = kind == CompletionKind.Chat ? ReadChat(value, model) : ReadText(value, model);
        if (!encoded.Succeeded(out var tokens, out var error))
            return error;
        if (tokens.Length == 0)
            return ApiError.InvalidValue(param, $"'{param}' gives no token, and this model needs one to begin with. Nothing was generated; send some text.");
        return tokens.Length < model.Shape.MaxPositions
            ? tokens
            : ApiError.ContextLengthExceeded(param, $"{tokens.Length}", model.Shape.MaxPositions);
    }

    private Outcome<int[]> ReadText(JsonElement prompt, ServedModel model)
    {
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0)
        {
            var first = prompt[0];
            if (first.ValueKind == JsonValueKind.Number)
                return ReadTokens(prompt, model);
            if (prompt.GetArrayLength() > 1)
                return ApiError.InvalidValue("prompt", "'prompt' holds several prompts, and this grid answers one per request. Nothing was generated; send them one by one.");
            if (first.ValueKind == JsonValueKind.Array)
                return ReadTokens(first, model);
            prompt = first;
        }

        if (prompt.ValueKind != JsonValueKind.String)
            return ApiError.InvalidValue("prompt", $"'prompt' must be a string, an array of one string, or an array of token ids, and is {RequestFields.Describe(prompt)}. Nothing was generated; correct it.");
        var text = prompt.GetString()!;
        if (SurelyTooLong(text.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(text), model, "prompt") is { } tooLong)
            return tooLong;
        // A raw prompt is all the client's own, special tokens included.
        return (int[])[.. model.Tokenizer.PromptPrefix, .. model.Tokenizer.Encode(text)];
    }

    private static Outcome<int[]> ReadTokens(JsonElement ids, ServedModel model)
    {
        if (ids.GetArrayLength() >= model.Shape.MaxPositions)
            return ApiError.ContextLengthExceeded("prompt", $"{ids.GetArrayLength()}", model.Shape.MaxPositions);
        var tokens = new List<int>(ids.GetArrayLength());
        foreach (var id in ids.EnumerateArray())
        {
            if (id.ValueKind != JsonValueKind.Number || !id.TryGetInt32(out var token) || token < 0 || token >= model.Config.VocabularySize)
                return ApiError.InvalidValue("prompt", $"'prompt[{tokens.Count}]' must be a token id from 0 to {model.Config.VocabularySize - 1}, and is {RequestFields.Describe(id)}. Nothing was generated; correct it.");
            tokens.Add(token);
        }

        return tokens.ToArray();
    }

    private Outcome<int[]> ReadChat(JsonElement value, ServedModel model)
    {
        if (!ReadMessages(value).Succeeded(out var messages, out var error))
            return error;
        if (model.ChatTemplate is not { } template)
            return ApiError.InvalidValue("model", $"The model '{model.Id}' has no chat template, so it can't chat. Nothing was generated; use /v1/completions.");
        if (SurelyTooLong(messages.Sum(m => (long)Encoding.UTF8.GetByteCount(m.Content)), model, "messages") is { } tooLong)
            return tooLong;
        try
        {
            return template.Encode(model.Tokenizer, messages);
        }
        catch (ChatTemplateException exception)
        {
            return ApiError.InvalidValue("messages", $"The model's chat template refuses these messages: {exception.Message} Nothing was generated; correct them and send the request again.");
        }
    }

    private static Outcome<List<ChatMessage>> ReadMessages(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MaxMessages)
            return ApiError.InvalidValue("messages", $"'messages' must be an array of 1 to {MaxMessages} messages. Nothing was generated; correct it.");
        var messages = new List<ChatMessage>(value.GetArrayLength());
        foreach (var message in value.EnumerateArray())
        {
            if (!MessageReader.Read(message, $"messages[{messages.Count}]").Succeeded(out var read, out var error))
                return error;
            messages.Add(read);
        }

        return messages;
    }

    /// <summary>
    /// An error where even the longest tokens could not fit so many bytes into the context: megabytes need not be tokenised to be refused.
    /// </summary>
    private ApiError? SurelyTooLong(long bytes, ServedModel model, string param)
    {
        var longest = _longestToken.GetValue(model.Tokenizer, Measure).Value;
        var least = bytes / longest;
        return least > model.Shape.MaxPositions ? ApiError.ContextLengthExceeded(param, $"more than {least}", model.Shape.MaxPositions) : null;
    }

    private static StrongBox<int> Measure(Tokenizer tokenizer)
    {
        var longest = 1;
        for (var id = 0; id < tokenizer.VocabularySize; id++)
            longest = Math.Max(longest, tokenizer.Bytes(id).Length);
        return new StrongBox<int>(longest);
    }
}
