using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using FarAi.ControlSilo;
using FarAi.Gateway.Status;

namespace FarAi.Cli.Grid;

/// <summary>Asks a gateway over HTTP.</summary>
internal sealed class GridClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client of the gateway at <paramref name="url"/>.</summary>
    /// <param name="url">The gateway's URL.</param>
    /// <param name="apiKey">The key to present; null presents none.</param>
    public GridClient(Uri url, string? apiKey)
    {
        Url = url;
        // A stream of tokens may last for hours; the short questions below have deadlines of their own. No proxy stands before one's own grid.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !url.IsLoopback }) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        if (apiKey is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    /// <summary>The gateway's URL.</summary>
    public Uri Url { get; }

    /// <summary>Whether the grid can serve; false also where nothing answers.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("health/ready", cancellationToken).WaitAsync(TimeSpan.FromSeconds(3), cancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>The grid's state.</summary>
    /// <exception cref="StartFailedException">Nothing answers, or something else than a grid.</exception>
    public async Task<GridStatus> StatusAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "farai/v1/status"), cancellationToken).WaitAsync(TimeSpan.FromSeconds(10), cancellationToken);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, GridStatusJson.Default.GridStatus, cancellationToken)
                ?? throw new StartFailedException(ExitCodes.Grid, $"{Url} answers, but not as a grid does");
        }
        catch (JsonException exception)
        {
            throw new StartFailedException(ExitCodes.Grid, $"{Url} answers, but not as a grid does", exception);
        }
    }

    /// <summary>Sends a request and returns once the answer's headers are here.</summary>
    /// <exception cref="StartFailedException">Nothing answers, or an error does.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new StartFailedException(ExitCodes.Grid, $"no grid answers at {Url} ({exception.HttpRequestError}): start one with 'farai up', or give its address with --url", exception);
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new StartFailedException(ExitCodes.Grid, await ErrorAsync(response, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string KeyOption(ReadOnlyMemory<byte> body) => ApiErrorMessage.CodeOf(body)?.EndsWith("admin_key", StringComparison.Ordinal) == true
        ? "--admin-key or FARAI_ADMIN_KEY"
        : "--api-key or FARAI_API_KEY";

    private async Task<string> ErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var message = ApiErrorMessage.Of(body) ?? $"{Url} answers with {(int)response.StatusCode}";
        return response.StatusCode == HttpStatusCode.Unauthorized ? $"{message} (give the key with {KeyOption(body)})" : message;
    }
}
