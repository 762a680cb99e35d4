using System.Text.Json;

namespace FarAi.Gateway.Completions;

/// <summary>
/// OpenAI's fields that would change the output and that the grid does not honour: each is refused by name, never ignored.
/// Values that change nothing (<c>n</c> = 1, an empty list of tools) pass.
/// </summary>
internal static class UnsupportedFields
{
    private const string NoTools = "asks for tool calls, which this grid does not offer";
    private const string NoPenalty = "changes the model's choice in a way that this grid does not offer";
    private const string NoLogProbabilities = "asks for log probabilities, which this grid does not return yet";

    public static void Check(RequestFields fields, CompletionKind kind)
    {
        fields.Refuse("n", v => IsNumber(v, 1), "asks for several answers; this grid gives one per request");
        fields.Refuse("logit_bias", IsEmpty, NoPenalty);
        fields.Refuse("frequency_penalty", v => IsNumber(v, 0), NoPenalty);
        fields.Refuse("presence_penalty", v => IsNumber(v, 0), NoPenalty);
        fields.Refuse("repetition_penalty", v => IsNumber(v, 1), NoPenalty);
        fields.Refuse("min_p", v => IsNumber(v, 0), NoPenalty);
        if (kind == CompletionKind.Chat)
            CheckChat(fields);
        else
            CheckText(fields);
    }

    private static void CheckChat(RequestFields fields)
    {
        fields.Refuse("tools", IsEmpty, NoTools);
        fields.Refuse("functions", IsEmpty, NoTools);
        fields.Refuse("tool_choice", v => IsText(v, "none") || IsText(v, "auto"), NoTools);
        fields.Refuse("function_call", v => IsText(v, "none") || IsText(v, "auto"), NoTools);
        fields.Refuse(
            "response_format", v => v.ValueKind == JsonValueKind.Object && v.TryGetProperty("type", out var type) && IsText(type, "text"),
            "asks for another form than plain text, which this grid does not offer");
        fields.Refuse("logprobs", v => v.ValueKind == JsonValueKind.False, NoLogProbabilities);
        fields.Refuse("top_logprobs", v => IsNumber(v, 0), NoLogProbabilities);
        fields.Refuse(
            "modalities", v => v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(m => IsText(m, "text")), "asks for more than text, which this grid does not offer");
        fields.Refuse("audio", _ => false, "asks for sound, which this grid does not offer");
        fields.Refuse("web_search_options", _ => false, "asks for a web search, which this grid does not offer");
    }

    private static void CheckText(RequestFields fields)
    {
        fields.Refuse("best_of", v => IsNumber(v, 1), "asks for several answers; this grid gives one per request");
        fields.Refuse("echo", v => v.ValueKind == JsonValueKind.False, "asks for the prompt in the answer, which this grid does not offer");
        fields.Refuse("suffix", v => IsText(v, ""), "asks for text to fit in before a suffix, which this grid does not offer");
        fields.Refuse("logprobs", _ => false, NoLogProbabilities);
    }

    private static bool IsNumber(JsonElement value, double neutral) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == neutral;

    private static bool IsText(JsonElement value, string neutral) => value.ValueKind == JsonValueKind.String && value.ValueEquals(neutral);

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };
}
