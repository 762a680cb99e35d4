using System.Text.Json;
using FarAi.Core.Speculation;
using FarAi.Gateway.Completions;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Sessions;

/// <summary>Writes what is kept of a session.</summary>
internal static class SessionJson
{
    /// <summary>The session as one object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="view">A session that is known.</param>
    public static void Write(Utf8JsonWriter writer, SessionView view)
    {
        var (request, output) = (view.Request!, view.Output!);
        writer.WriteStartObject();
        writer.WriteString("id"u8, request.Session.ToString());
        writer.WriteString("object"u8, "session"u8);
        writer.WriteNumber("created"u8, request.Created.ToUnixTimeSeconds());
        writer.WriteString("model"u8, request.Model);
        writer.WriteString("state"u8, State(output));
        writer.WriteNumber("tokens"u8, output.Tokens.Count);
        writer.WriteString("text"u8, output.Text);
        CompletionJson.WriteFinish(writer, output.Finish);
        writer.WriteString("error"u8, output.Error);
        CompletionJson.WriteUsage(writer, view.Usage!);
        writer.WriteNumber("retention_seconds"u8, view.Retention.TotalSeconds);
        writer.WriteString("stream"u8, $"/farai/v1/sessions/{request.Session}/stream");
        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> State(SessionChunk output) => output switch
    {
        { Error: not null } => "failed"u8,
        { Finish: FinishReason.None } => "running"u8,
        { Finish: FinishReason.Cancelled } => "cancelled"u8,
        _ => "finished"u8,
    };
}
