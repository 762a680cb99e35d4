using System.Text.Json;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>A stream of server-sent events, read as clients do.</summary>
/// <param name="Id">The event's id; null where it has none.</param>
/// <param name="Data">Its data.</param>
internal sealed record Sse(string? Id, string Data)
{
    /// <summary>The text that the event adds; empty where it adds none.</summary>
    public string Text
    {
        get
        {
            if (!Data.StartsWith('{'))
                return "";
            using var document = JsonDocument.Parse(Data);
            if (!document.RootElement.TryGetProperty("choices", out var choices) || choices.GetArrayLength() == 0)
                return "";
            var choice = choices[0];
            return choice.TryGetProperty("text", out var text) ? text.GetString()!
                : choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString()! : "";
        }
    }

    /// <summary>All events of a stream; comments are skipped.</summary>
    public static IReadOnlyList<Sse> Parse(string stream)
    {
        var events = new List<Sse>();
        foreach (var block in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            string? Field(string name) => lines.FirstOrDefault(l => l.StartsWith(name + ": ", StringComparison.Ordinal))?[(name.Length + 2)..];
            if (Field("data") is { } data)
                events.Add(new Sse(Field("id"), data));
        }

        return events;
    }

    public static string TextOf(IEnumerable<Sse> events) => string.Concat(events.Select(e => e.Text));
}
