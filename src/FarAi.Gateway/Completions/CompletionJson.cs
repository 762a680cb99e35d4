using System.Text.Json;
using FarAi.Core.Speculation;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Completions;

/// <summary>Writes the objects of OpenAI's two generating endpoints. Allocates nothing.</summary>
internal static class CompletionJson
{
    /// <summary>A whole answer.</summary>
    public static void WriteWhole(Utf8JsonWriter writer, CompletionIdentity identity, string text, FinishReason finish, SessionUsage usage)
    {
        WriteHead(writer, identity, identity.Kind == CompletionKind.Chat ? "chat.completion"u8 : "text_completion"u8);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        if (identity.Kind == CompletionKind.Chat)
        {
            writer.WriteStartObject("message"u8);
            writer.WriteString("role"u8, "assistant"u8);
            writer.WriteString("content"u8, text);
            writer.WriteNull("refusal"u8);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("text"u8, text);
        }

        WriteChoiceEnd(writer, finish);
        writer.WriteEndArray();
        WriteUsage(writer, usage);
        writer.WriteEndObject();
    }

    /// <summary>One piece of a stream. The first of a chat carries the role; the last carries why it ends and no text.</summary>
    public static void WriteChunk(Utf8JsonWriter writer, CompletionIdentity identity, string? text, bool first, FinishReason finish, bool includeUsage)
    {
        WriteHead(writer, identity, identity.Kind == CompletionKind.Chat ? "chat.completion.chunk"u8 : "text_completion"u8);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        if (identity.Kind == CompletionKind.Chat)
        {
            writer.WriteStartObject("delta"u8);
            if (first)
                writer.WriteString("role"u8, "assistant"u8);
            if (text is not null)
                writer.WriteString("content"u8, text);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("text"u8, text ?? "");
        }

        WriteChoiceEnd(writer, finish);
        writer.WriteEndArray();
        if (includeUsage)
            writer.WriteNull("usage"u8);
        writer.WriteEndObject();
    }

    /// <summary>The chunk of usage that ends a stream on request.</summary>
    public static void WriteUsageChunk(Utf8JsonWriter writer, CompletionIdentity identity, SessionUsage usage)
    {
        WriteHead(writer, identity, identity.Kind == CompletionKind.Chat ? "chat.completion.chunk"u8 : "text_completion"u8);
        writer.WriteStartArray("choices"u8);
        writer.WriteEndArray();
        WriteUsage(writer, usage);
        writer.WriteEndObject();
    }

    private static void WriteChoiceEnd(Utf8JsonWriter writer, FinishReason finish)
    {
        writer.WriteNull("logprobs"u8);
        WriteFinish(writer, finish);
        writer.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter writer, CompletionIdentity identity, ReadOnlySpan<byte> type)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, identity.Id);
        writer.WriteString("object"u8, type);
        writer.WriteNumber("created"u8, identity.Created);
        writer.WriteString("model"u8, identity.Model);
        writer.WriteString("system_fingerprint"u8, identity.Fingerprint);
    }

    /// <summary>Why a generation ended; null while it goes on, and where something else ended it than the model or its limit.</summary>
    public static void WriteFinish(Utf8JsonWriter writer, FinishReason finish)
    {
        switch (finish)
        {
            case FinishReason.Stop:
                writer.WriteString("finish_reason"u8, "stop"u8);
                break;
            case FinishReason.Length:
                writer.WriteString("finish_reason"u8, "length"u8);
                break;
            default:
                writer.WriteNull("finish_reason"u8);
                break;
        }
    }

    /// <summary>What a generation used.</summary>
    public static void WriteUsage(Utf8JsonWriter writer, SessionUsage usage)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        writer.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        writer.WriteNumber("total_tokens"u8, (long)usage.PromptTokens + usage.CompletionTokens);
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("accepted_prediction_tokens"u8, usage.AcceptedTokens);
        writer.WriteNumber("rejected_prediction_tokens"u8, usage.DraftedTokens - usage.AcceptedTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
