using System.Runtime.CompilerServices;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>
/// Reads what a session commits, and where the stream breaks (a silo died, the grain moved) takes it up again from the next
/// token: none is lost or repeated. After too many breaks in a row the last chunk says so.
/// </summary>
internal sealed partial class CommittedTokens(
    IOptions<GatewayOptions> options, GatewayInstruments instruments, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<CommittedTokens> logger)
{
    private const string Kept = "The text so far is whole and stays valid; send the request again with the same seed for the same text and its rest.";

    /// <summary>The session's chunks in order; the last one <see cref="SessionChunk.IsLast"/>.</summary>
    public async IAsyncEnumerable<SessionChunk> Read(ISessionGrain session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (next, breaks) = (0, 0);
        var stopping = lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (true)
        {
            await using var chunks = session.Read(next, ending.Token).GetAsyncEnumerator(ending.Token);
            while (await MoveAsync(chunks, next, cancellationToken, stopping) is { } chunk)
            {
                (next, breaks) = (next + chunk.Tokens.Count, 0);
                yield return chunk;
                if (chunk.IsLast)
                    yield break;
            }

            if (stopping.IsCancellationRequested || breaks++ == options.Value.ReadAttempts)
                break;
            instruments.OnReadResumed();
            await Task.Delay(options.Value.ReadBackOff * Math.Pow(2, breaks - 1), time, cancellationToken);
        }

        var cause = stopping.IsCancellationRequested ? $"The gateway stops, after token {next}." : $"The stream of tokens broke {breaks} times in a row after token {next}.";
        yield return new SessionChunk { First = next, Tokens = [], Text = "", Error = $"{cause} {Kept}" };
    }

    /// <summary>The next chunk; null where the stream broke or ended before its last chunk.</summary>
    private async Task<SessionChunk?> MoveAsync(IAsyncEnumerator<SessionChunk> chunks, int next, CancellationToken cancellationToken, CancellationToken stopping)
    {
        try
        {
            if (!await chunks.MoveNextAsync())
            {
                LogEnded(logger, next);
                return null;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
#pragma warning disable CA1031 // The top of the reading loop: whatever a grain threw, the next step is to read again from the next token.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogBroken(logger, exception, next);
            return null;
        }

        if (chunks.Current.First == next || chunks.Current.Tokens.Count == 0)
            return chunks.Current;
        LogGap(logger, next, chunks.Current.First);
        return null;
    }

    [LoggerMessage(1, LogLevel.Warning, "a token stream broke before token {Next}; it is read again from there")]
    private static partial void LogBroken(ILogger logger, Exception exception, int next);

    [LoggerMessage(2, LogLevel.Warning, "a token stream ended before its last chunk, at token {Next}; it is read again from there")]
    private static partial void LogEnded(ILogger logger, int next);

    [LoggerMessage(3, LogLevel.Error, "a token stream went on at token {Given} instead of {Next}; it is read again from there")]
    private static partial void LogGap(ILogger logger, int next, int given);
}
