using System.Text;
using System.Text.Json;
using FarAi.Gateway.Errors;
using FarAi.Inference.Tokenization;

namespace FarAi.Gateway.Completions;

/// <summary>Reads one message of a chat: its role, and its content as a string or as parts of type <c>text</c>.</summary>
internal static class MessageReader
{
    public static Outcome<ChatMessage> Read(JsonElement message, string path)
    {
        if (message.ValueKind != JsonValueKind.Object)
            return Wrong(path, "an object with 'role' and 'content'", message);
        if (!ReadRole(message, path).Succeeded(out var role, out var error))
            return error;
        foreach (var calls in (ReadOnlySpan<string>)["tool_calls", "function_call", "audio"])
        {
            if (message.TryGetProperty(calls, out var value) && value.ValueKind != JsonValueKind.Null && !(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
                return ApiError.Unsupported($"{path}.{calls}", $"'{path}.{calls}' is not possible: this grid exchanges text only. Nothing was generated; leave it out.");
        }

        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
            return ApiError.Missing($"{path}.content");
        if (!ReadContent(content, $"{path}.content").Succeeded(out var text, out error))
            return error;
        return new ChatMessage(role, text);
    }

    private static Outcome<string> ReadRole(JsonElement message, string path)
    {
        if (!message.TryGetProperty("role", out var role) || role.ValueKind == JsonValueKind.Null)
            return ApiError.Missing($"{path}.role");
        if (role.ValueKind != JsonValueKind.String)
            return Wrong($"{path}.role", "a string", role);
        return role.GetString() switch
        {
            // OpenAI's newer name for the same turn; templates know only the older one.
            "system" or "developer" => "system",
            "user" => "user",
            "assistant" => "assistant",
            "tool" or "function" => ApiError.Unsupported($"{path}.role", $"'{path}.role' names a tool, and this grid does not offer tool calls. Nothing was generated; leave the message out."),
            _ => ApiError.InvalidValue($"{path}.role", $"'{path}.role' must be 'system', 'developer', 'user' or 'assistant'. Nothing was generated; correct it."),
        };
    }

    private static Outcome<string> ReadContent(JsonElement content, string path)
    {
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
            return Wrong(path, "a string or an array of at least one part of type 'text'", content);
        var text = new StringBuilder();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var place = $"{path}[{index++}]";
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
                return Wrong(place, "an object with a 'type'", part);
            if (!type.ValueEquals("text"))
                return ApiError.Unsupported($"{place}.type", $"'{place}.type' must be 'text': this grid reads text only. Nothing was generated; leave the part out.");
            if (!part.TryGetProperty("text", out var words) || words.ValueKind != JsonValueKind.String)
                return ApiError.InvalidValue($"{place}.text", $"'{place}.text' must be a string. Nothing was generated; correct it.");
            text.Append(words.GetString());
        }

        return text.ToString();
    }

    private static ApiError Wrong(string param, string expected, JsonElement given) =>
        ApiError.InvalidValue(param, $"'{param}' must be {expected}, and is {RequestFields.Describe(given)}. Nothing was generated; correct it.");
}
