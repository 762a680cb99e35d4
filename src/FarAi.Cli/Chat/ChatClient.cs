using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FarAi.Cli.Grid;
using FarAi.ControlSilo;

namespace FarAi.Cli.Chat;

/// <summary>Streams answers of <c>/v1/chat/completions</c>.</summary>
internal sealed class ChatClient(GridClient grid, ChatSettings settings, TimeProvider time)
{
    /// <summary>The model that answers: the one asked for, or the grid's first.</summary>
    public async Task<string> ModelAsync(CancellationToken cancellationToken)
    {
        using var response = await grid.SendAsync(new HttpRequestMessage(HttpMethod.Get, "v1/models"), cancellationToken);
        var models = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))?["data"]?.AsArray().Select(m => (string?)m?["id"]).ToArray() ?? [];
        if (settings.Model is { } asked)
        {
            return models.Contains(asked)
                ? asked
                : throw new StartFailedException(ExitCodes.Usage, $"the grid serves no model '{asked}', only: {string.Join(", ", models)}");
        }

        return models.FirstOrDefault() ?? throw new StartFailedException(ExitCodes.Grid, "the grid serves no model");
    }

    /// <summary>Asks for an answer and hands on its text as it comes.</summary>
    /// <exception cref="StartFailedException">The grid refused, or the answer broke off; the message says what to do.</exception>
    public async Task<(string Text, AnswerFigures Figures)> AskAsync(string model, IReadOnlyList<ChatTurn> turns, Action<string> onText, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TimeSpan? first = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = Body(model, turns) };
        using var response = await grid.SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var text = new StringBuilder();
        JsonNode? usage = null;
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
            {
                if (item.Data == "[DONE]")
                    break;
                var chunk = JsonNode.Parse(item.Data);
                if ((string?)chunk?["error"]?["message"] is { } error)
                    throw new StartFailedException(ExitCodes.Grid, error);
                usage = chunk?["usage"] ?? usage;
                if (chunk?["choices"]?.AsArray().FirstOrDefault()?["delta"]?["content"] is { } piece && (string?)piece is { Length: > 0 } content)
                {
                    first ??= time.GetElapsedTime(started);
                    text.Append(content);
                    onText(content);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
        {
            throw new StartFailedException(ExitCodes.Grid, "the answer broke off: the grid is gone or restarts; ask again", exception);
        }

        var whole = time.GetElapsedTime(started);
        var details = usage?["completion_tokens_details"];
        return (text.ToString(), new AnswerFigures(
            (int?)usage?["completion_tokens"] ?? 0, (int?)details?["accepted_prediction_tokens"] ?? 0, (int?)details?["rejected_prediction_tokens"] ?? 0, first ?? whole, whole));
    }

    private StringContent Body(string model, IReadOnlyList<ChatTurn> turns)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
            ["messages"] = new JsonArray([.. turns.Select(t => new JsonObject { ["role"] = t.Role, ["content"] = t.Content })]),
        };
        if (settings.Temperature is { } temperature)
            body["temperature"] = temperature;
        if (settings.MaxTokens is { } tokens)
            body["max_tokens"] = tokens;
        if (settings.Seed is { } seed)
            body["seed"] = seed;
        return new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
    }
}
