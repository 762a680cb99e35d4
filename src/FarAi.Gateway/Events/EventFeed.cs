using System.Runtime.CompilerServices;
using FarAi.Gateway.Hosting;
using FarAi.Gateway.Telemetry;
using FarAi.Grains.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Gateway.Events;

/// <summary>
/// Reads the log of this gateway's region. Where the reading breaks or falls silent (a silo died, the log moved) it is taken up again
/// from the next number: no event that is kept is left out or repeated.
/// </summary>
internal sealed partial class EventFeed(
    IClusterClient grains, IOptions<GatewayOptions> options, GatewayInstruments instruments, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EventFeed> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Chunks from a number on until the reader leaves or the gateway stops; ends early where the log is not heard for <see cref="GatewayOptions.ReadPatience"/>.</summary>
    public async IAsyncEnumerable<EventChunk> Read(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = grains.GetGrain<IEventLogGrain>(options.Value.Region);
        var (next, heard) = (from, time.GetTimestamp());
        var stopping = lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        while (!stopping.IsCancellationRequested && time.GetElapsedTime(heard) <= options.Value.ReadPatience)
        {
            var first = next;
            await using var reader = new GrainReader<EventChunk>(token => log.Read(first, token), time, logger, ending.Token);
            for (var chunk = await MoveAsync(reader, options.Value.Silence * 2, cancellationToken); chunk is not null;
                chunk = await MoveAsync(reader, options.Value.Silence, cancellationToken))
            {
                (next, heard) = (chunk.Next, time.GetTimestamp());
                yield return chunk;
            }

            instruments.OnReadResumed();
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<EventChunk?> MoveAsync(GrainReader<EventChunk> reader, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.NextAsync(patience);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            return null; // the gateway stops
        }
#pragma warning disable CA1031 // The top of the reading loop: whatever a grain threw, the next step is to read again from the next number.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogBroken(logger, exception);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "the events broke off; they are read again from the next one")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
