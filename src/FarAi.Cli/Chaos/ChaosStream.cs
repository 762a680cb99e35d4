using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace FarAi.Cli.Chaos;

/// <summary>A client as users write them: reads one answer, notes when each piece came, and goes on with <c>Last-Event-ID</c> where its connection breaks.</summary>
internal sealed class ChaosStream(HttpClient http, StreamScript script, string speculation)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly List<(int Tokens, int Length, long Time)> _arrivals = [];
    private string? _lastId;
    private int? _billed;
    private bool _done;

    /// <summary>What it asked for.</summary>
    public StreamScript Script => script;

    /// <summary>The session that generates; null before the first event.</summary>
    public string? Session { get; private set; }

    /// <summary>The error with which the grid ended it; null where it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>Why it can't go on although the grid did not say so; null where it can.</summary>
    public string? Refusal { get; private set; }

    /// <summary>How often its connection broke.</summary>
    public int Reconnects { get; private set; }

    /// <summary>Tokens so far.</summary>
    public int Tokens
    {
        get
        {
            lock (_gate)
                return _arrivals.Count == 0 ? 0 : _arrivals[^1].Tokens;
        }
    }

    /// <summary>Whether it is over, in whichever way.</summary>
    public bool IsOver => _done || Error is not null || Refusal is not null;

    /// <summary>Reads to the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ReadAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                Reconnects++;
            }

            if (IsOver)
                return;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>What is wrong with the answer; null where it is the reference, token for token, and each token is counted once.</summary>
    public string? Difference()
    {
        var text = _text.ToString();
        if (text != script.Text && !(Error is not null && script.Text.StartsWith(text, StringComparison.Ordinal)))
        {
            var common = text.AsSpan().CommonPrefixLength(script.Text);
            var token = _arrivals.FirstOrDefault(a => a.Length > common).Tokens;
            return $"differs at character {common} (within token {token}): '{Piece(text, common)}' instead of '{Piece(script.Text, common)}'{(Refusal is null ? "" : $"; {Refusal}")}";
        }

        if (Error is not null)
            return null;
        return Refusal ?? (_billed != script.Tokens ? $"{_billed} tokens are counted instead of {script.Tokens}" : null);
    }

    /// <summary>Times between tokens that ended before a moment.</summary>
    public IEnumerable<TimeSpan> IntervalsBefore(long moment) => Intervals().Where(i => i.Ended < moment).Select(i => i.Length);

    /// <summary>The longest time between tokens that ended after a moment; null where none did.</summary>
    public TimeSpan? LongestAfter(long moment)
    {
        var after = Intervals().Where(i => i.Ended >= moment).Select(i => i.Length).ToList();
        return after.Count == 0 ? null : after.Max();
    }

    private static string Piece(string text, int at) => text.Substring(at, Math.Min(24, text.Length - at)).ReplaceLineEndings(" ");

    private IEnumerable<(TimeSpan Length, long Ended)> Intervals() =>
        _arrivals.Zip(_arrivals.Skip(1), (a, b) => (Stopwatch.GetElapsedTime(a.Time, b.Time), b.Time));

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions");
        request.Headers.Add("x-farai-speculation", speculation);
        if (_lastId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", _lastId);
        request.Content = JsonContent.Create(new
        {
            model = "far-tiny",
            messages = new[] { new { role = "user", content = script.Prompt } },
            temperature = 0.8,
            seed = script.Seed,
            max_tokens = script.MaxTokens,
            stream = true,
            stream_options = new { include_usage = true },
        });
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
            return; // nothing is lost; it is sent again
        if (!response.IsSuccessStatusCode)
        {
            Refusal = $"the grid answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}";
            return;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (item.Data == "[DONE]")
                _done = true;
            else if (item.Data.StartsWith('{'))
                OnEvent(item.EventId ?? throw new InvalidOperationException("an event has no id"), item.Data);
        }

        if (!IsOver)
            Reconnects++;
    }

    private void OnEvent(string id, string json)
    {
        var now = Stopwatch.GetTimestamp();
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.TryGetProperty("error", out var error))
        {
            Error = error.GetProperty("message").GetString();
            return;
        }

        Session ??= id.Split(':')[0];
        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            _billed = usage.GetProperty("completion_tokens").GetInt32();
        lock (_gate)
        {
            _lastId = id;
            foreach (var choice in root.GetProperty("choices").EnumerateArray())
            {
                if (choice.GetProperty("delta").TryGetProperty("content", out var content) && content.GetString() is { Length: > 0 } text)
                    _text.Append(text);
            }

            var tokens = int.Parse(id.AsSpan(id.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
            if (tokens > (_arrivals.Count == 0 ? 0 : _arrivals[^1].Tokens))
                _arrivals.Add((tokens, _text.Length, now));
        }
    }
}
