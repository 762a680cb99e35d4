using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FarAi.Cli.Grid;
using FarAi.ControlSilo;
using FarAi.Core.Events;
using FarAi.Gateway.Events;

namespace FarAi.Cli.Events;

/// <summary>Reads a gateway's events; a stream that broke is taken up again after the last event.</summary>
internal sealed class EventSource(GridClient grid, TimeProvider time)
{
    /// <summary>How long a gateway that went away in mid-stream is sought.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Events with their JSON as it came.</summary>
    /// <param name="last">How many of those that are there already.</param>
    /// <param name="follow">Whether to wait for what comes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="StartFailedException">Nothing answers, or an error does.</exception>
    public async IAsyncEnumerable<(GridEvent Event, string Json)> ReadAsync(int last, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? seen = null;
        for (var lost = default(long?); ;)
        {
            using var response = await OpenAsync(last, follow, seen, lost, cancellationToken);
            if (response is not null)
            {
                lost = null;
                await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
                await using var items = SseParser.Create(body).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                while (await NextAsync(items, follow))
                {
                    var item = items.Current;
                    seen = item.EventId;
                    yield return (Parse(item.Data), item.Data);
                }

                if (!follow)
                    yield break;
            }

            lost ??= time.GetTimestamp();
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>The stream; null where the gateway that had answered before does not, yet.</summary>
    private async Task<HttpResponseMessage?> OpenAsync(int last, bool follow, string? seen, long? lost, CancellationToken cancellationToken)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"farai/v1/events?from={(last == 0 ? long.MaxValue : -last)}&follow={(follow ? "true" : "false")}");
        using var request = new HttpRequestMessage(HttpMethod.Get, query);
        if (seen is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", seen);
        try
        {
            return await grid.SendAsync(request, cancellationToken);
        }
        catch (StartFailedException) when (lost is { } since && time.GetElapsedTime(since) < Patience)
        {
            return null;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> items, bool follow)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return follow // what comes next shows whether the gateway returns
                ? false
                : throw new StartFailedException(ExitCodes.Grid, "the events broke off: the grid is gone or restarts; ask again", exception);
        }
    }

    private GridEvent Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, GridEventJson.Default.GridEvent) ?? throw new StartFailedException(ExitCodes.Grid, $"{grid.Url} answers, but not as a grid does");
        }
        catch (JsonException exception)
        {
            throw new StartFailedException(ExitCodes.Grid, $"{grid.Url} answers, but not as a grid of this version does: update farai, or use --json", exception);
        }
    }
}
