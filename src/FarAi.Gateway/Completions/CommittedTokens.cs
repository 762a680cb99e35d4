using System.Runtime.CompilerServices;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>
/// Reads what a session commits. Where the stream breaks or falls silent (a silo died, the grain moved) it is taken up again from
/// the next token: none is lost or repeated. Where that goes on for too long the last chunk says so.
/// </summary>
internal sealed partial class CommittedTokens(
    IOptions<GatewayOptions> options, GatewayInstruments instruments, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<CommittedTokens> logger)
{
    private const string Kept = "The text so far is whole and stays valid.";

    /// <summary>Readings in a row that may break without bringing a token: a bound where a session answers and breaks for ever.</summary>
    private const int MostBreaks = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private enum Break
    {
        None,

        /// <summary>Silence, or a failure of the silo behind it.</summary>
        Interrupted,

        /// <summary>The session itself failed or answered what makes no sense.</summary>
        Faulted,
    }

    /// <summary>The session's chunks from a token on, in order; the last one <see cref="SessionChunk.IsLast"/>.</summary>
    public async IAsyncEnumerable<SessionChunk> Read(ISessionGrain session, int first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (next, breaks, faults, heard) = (first, 0, 0, time.GetTimestamp());
        var stopping = lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (true)
        {
            var from = next;
            await using var reader = new GrainReader<SessionChunk>(token => session.Read(from, token), time, logger, ending.Token);
            var (chunk, broken) = await MoveAsync(reader, FirstPatience(breaks), next, cancellationToken);
            while (chunk is not null)
            {
                heard = time.GetTimestamp();
                if (chunk.Tokens.Count > 0)
                    (next, breaks, faults) = (next + chunk.Tokens.Count, 0, 0);
                if (chunk.Tokens.Count > 0 || chunk.IsLast)
                    yield return chunk;
                if (chunk.IsLast)
                    yield break;
                (chunk, broken) = await MoveAsync(reader, options.Value.Silence, next, cancellationToken);
            }

            breaks++;
            faults += broken == Break.Faulted ? 1 : 0;
            if (stopping.IsCancellationRequested || faults > options.Value.ReadAttempts || breaks > MostBreaks || time.GetElapsedTime(heard) > options.Value.ReadPatience)
                break;
            instruments.OnReadResumed();
            await Task.Delay(broken == Break.Faulted ? options.Value.ReadBackOff * Math.Pow(2, faults - 1) : Pause, time, cancellationToken);
        }

        var cause = stopping.IsCancellationRequested ? $"The gateway stops, after token {next}." : $"The stream of tokens broke {breaks} times in a row after token {next}.";
        yield return new SessionChunk { First = next, Tokens = [], Text = "", Error = $"{cause} {Kept}" };
    }

    /// <summary>A session answers a reader at once; one that is sought may be on its way to another silo, and is asked often at first.</summary>
    private TimeSpan FirstPatience(int breaks) => breaks == 0 ? options.Value.Silence * 2 : options.Value.Silence * Math.Pow(2, Math.Min(breaks / 4, 2) - 1);

    /// <summary>The next chunk, or how the reading broke.</summary>
    private async Task<(SessionChunk? Chunk, Break Broken)> MoveAsync(GrainReader<SessionChunk> reader, TimeSpan patience, int next, CancellationToken cancellationToken)
    {
        try
        {
            if (await reader.NextAsync(patience) is not { } chunk)
            {
                LogEnded(logger, next);
                return (null, Break.Faulted);
            }

            if (chunk.First == next || chunk.Tokens.Count == 0)
                return (chunk, Break.None);
            LogGap(logger, next, chunk.First);
            return (null, Break.Faulted);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is OperationCanceledException || GridCalls.IsInterruption(exception))
        {
            LogInterrupted(logger, exception, next);
            return (null, Break.Interrupted);
        }
#pragma warning disable CA1031 // The top of the reading loop: whatever a grain threw, the next step is to read again from the next token.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogBroken(logger, exception, next);
            return (null, Break.Faulted);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "a token stream broke before token {Next}; it is read again from there")]
    private static partial void LogBroken(ILogger logger, Exception exception, int next);

    [LoggerMessage(2, LogLevel.Warning, "a token stream ended before its last chunk, at token {Next}; it is read again from there")]
    private static partial void LogEnded(ILogger logger, int next);

    [LoggerMessage(3, LogLevel.Error, "a token stream went on at token {Given} instead of {Next}; it is read again from there")]
    private static partial void LogGap(ILogger logger, int next, int given);

    [LoggerMessage(4, LogLevel.Warning, "a token stream fell silent before token {Next}; it is read again from there")]
    private static partial void LogInterrupted(ILogger logger, Exception exception, int next);
}
