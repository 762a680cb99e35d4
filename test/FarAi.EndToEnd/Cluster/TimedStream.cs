using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace FarAi.EndToEnd.Cluster;

/// <summary>One streamed answer, with the time at which each piece of text came.</summary>
internal sealed class TimedStream
{
    private readonly StringBuilder _text = new();
    private readonly List<long> _arrivals = [];

    /// <summary>When the request was sent; Stopwatch ticks.</summary>
    public long Sent { get; private set; }

    /// <summary>Why the stream is not whole; null where it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The session that generates, for a look into the silos' logs.</summary>
    public string Session { get; private set; } = "?";

    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    /// <summary>Pieces of text so far.</summary>
    public int Pieces
    {
        get
        {
            lock (_text)
                return _arrivals.Count;
        }
    }

    public TimeSpan ToFirstPiece => Stopwatch.GetElapsedTime(Sent, _arrivals[0]);

    public async Task RunAsync(HttpClient http, string prompt, int seed, int maxTokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = "far-tiny", stream = true, temperature = 0.8, seed, max_tokens = maxTokens, messages = new[] { new { role = "user", content = prompt } } }),
        };
        Sent = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            Problem = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
            return;
        }

        Session = response.Headers.TryGetValues("x-farai-session", out var session) ? session.First() : "?";
        Problem = "the stream ended without [DONE]";
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == "data: [DONE]")
                Problem = null;
            else if (line.StartsWith("data: {", StringComparison.Ordinal))
                Read(line["data: ".Length..]);
        }
    }

    /// <summary>The longest time between two pieces, and how long after <paramref name="moment"/> it ended.</summary>
    public (TimeSpan Gap, TimeSpan Ended) LongestGap(long moment, bool before)
    {
        var longest = (Gap: TimeSpan.Zero, Ended: TimeSpan.Zero);
        for (var i = 1; i < _arrivals.Count; i++)
        {
            var gap = Stopwatch.GetElapsedTime(_arrivals[i - 1], _arrivals[i]);
            if (_arrivals[i] < moment == before && gap > longest.Gap)
                longest = (gap, Stopwatch.GetElapsedTime(moment, _arrivals[i]));
        }

        return longest;
    }

    private void Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("error", out var error))
        {
            Problem = error.ToString();
            return;
        }

        var choice = document.RootElement.GetProperty("choices")[0];
        if (!choice.TryGetProperty("delta", out var delta) || !delta.TryGetProperty("content", out var content) || content.GetString() is not { Length: > 0 } text)
            return;
        lock (_text)
        {
            _text.Append(text);
            _arrivals.Add(Stopwatch.GetTimestamp());
        }
    }
}
