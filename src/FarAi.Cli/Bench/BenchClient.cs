using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace FarAi.Cli.Bench;

/// <summary>Streams one chat completion and takes the time of its events.</summary>
internal sealed class BenchClient(Uri grid) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = grid, Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Whether the grid says that it is ready.</summary>
    public async Task<bool> IsReady(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>One generation.</summary>
    /// <param name="prompt">The user's message.</param>
    /// <param name="seed">The seed; temperature is 0.8.</param>
    /// <param name="maxTokens">Where to stop.</param>
    /// <param name="speculation"><c>off</c>, <c>adaptive</c>, or a γ.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<BenchSample> Stream(string prompt, int seed, int maxTokens, string speculation, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Headers.Add("x-farai-speculation", speculation);
        request.Content = JsonContent.Create(new
        {
            model = "far-tiny",
            messages = new[] { new { role = "user", content = prompt } },
            temperature = 0.8,
            seed,
            max_tokens = maxTokens,
            stream = true,
            stream_options = new { include_usage = true },
        });
        var start = Stopwatch.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"the grid answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var reading = new Reading(start);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            reading.Line(line);
        return reading.Sample();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private sealed class Reading(long start)
    {
        private readonly StringBuilder _text = new();
        private int _index;
        private int _firstIndex = -1;
        private long _firstAt;
        private long _lastAt;
        private long _accepted;
        private long _rejected;

        public void Line(string line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                _index = int.Parse(line.AsSpan(line.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
            else if (line.StartsWith("data: {", StringComparison.Ordinal))
                Event(line[6..]);
        }

        public BenchSample Sample() => new(
            _index - _firstIndex, Stopwatch.GetElapsedTime(_firstAt, _lastAt), Stopwatch.GetElapsedTime(start, _firstAt), _text.ToString(),
            _accepted, _accepted + _rejected);

        private void Event(string json)
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.TryGetProperty("error", out var error))
                throw new InvalidOperationException($"the generation failed: {error}");
            foreach (var choice in root.GetProperty("choices").EnumerateArray())
            {
                if (choice.GetProperty("delta").TryGetProperty("content", out var content))
                    _text.Append(content.GetString());
            }

            if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            {
                var details = usage.GetProperty("completion_tokens_details");
                _accepted = details.GetProperty("accepted_prediction_tokens").GetInt64();
                _rejected = details.GetProperty("rejected_prediction_tokens").GetInt64();
                return;
            }

            if (_index == 0)
                return;
            _lastAt = Stopwatch.GetTimestamp();
            if (_firstIndex < 0)
                (_firstIndex, _firstAt) = (_index, _lastAt);
        }
    }
}
