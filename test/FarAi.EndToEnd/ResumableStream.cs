using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace FarAi.EndToEnd;

/// <summary>A client that reads a stream, loses its connection as often as a test wants, and goes on with <c>Last-Event-ID</c>.</summary>
internal sealed class ResumableStream(string prompt, double temperature, int seed, int maxTokens, bool detach = false)
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    /// <summary>Id of the last event; null before the first.</summary>
    public string? LastId { get; private set; }

    public string Session => LastId!.Split(':')[0];

    /// <summary>Index of the first token that it has not read.</summary>
    public int Next => int.Parse(LastId!.Split(':')[1], CultureInfo.InvariantCulture);

    /// <summary>Whether the stream said that it is whole.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The error event; null where none came.</summary>
    public string? Error { get; private set; }

    public string? Finish { get; private set; }

    public (int Prompt, int Completion) Usage { get; private set; }

    /// <summary>When the first text of the present connection came; Stopwatch ticks.</summary>
    public long FirstText { get; private set; }

    /// <summary>Reads until the stream ends, or this many pieces of text came, or the connection breaks; then hangs up. The status where the request was refused.</summary>
    public async Task<int> ReadAsync(HttpClient http, int pieces = int.MaxValue)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = Body() };
        if (LastId is not null)
            request.Headers.Add("Last-Event-ID", LastId);
        if (detach)
            request.Headers.Add("x-farai-detach", "true");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode)
        {
            Error = await response.Content.ReadAsStringAsync();
            return (int)response.StatusCode;
        }

        (Error, FirstText) = (null, 0);
        try
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (pieces > 0 && await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    LastId = line[4..];
                else if (line == "data: [DONE]")
                    IsDone = true;
                else if (line.StartsWith("data: {", StringComparison.Ordinal) && Add(line[6..]))
                    pieces--;
            }
        }
        catch (IOException)
        {
            // the other end died
        }

        return 200;
    }

    private ByteArrayContent Body()
    {
        var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = "far-tiny",
            stream = true,
            stream_options = new { include_usage = true },
            temperature,
            seed,
            max_tokens = maxTokens,
            messages = new[] { new { role = "user", content = prompt } },
        }));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return body;
    }

    private bool Add(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.TryGetProperty("error", out var error))
        {
            Error = error.GetProperty("message").GetString();
            return false;
        }

        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            Usage = (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
        if (root.GetProperty("choices") is var choices && choices.GetArrayLength() == 0)
            return false;
        Finish = choices[0].GetProperty("finish_reason").GetString() ?? Finish;
        if (!choices[0].GetProperty("delta").TryGetProperty("content", out var content) || content.GetString() is not { Length: > 0 } text)
            return false;
        if (FirstText == 0)
            FirstText = Stopwatch.GetTimestamp();
        _text.Append(text);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LastId} done={IsDone} finish={Finish} error={Error} text={Text}");
}
