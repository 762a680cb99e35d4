using Microsoft.Extensions.Logging;
using Orleans;

namespace FarAi.Cluster;

/// <summary>A gateway process may start before its silos: it tries again until one answers, and says what it waits for.</summary>
internal sealed partial class PatientConnection(ILogger<PatientConnection> logger, ClusterSettings settings, TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>One line in so many attempts: about one in five seconds.</summary>
    private const int LogEvery = 10;

    private int _attempts;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (_attempts++ % LogEvery == 0)
            LogWaiting(logger, settings.ClusterId, exception.Message);
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "waiting for a silo of cluster '{Cluster}': {Reason}")]
    private static partial void LogWaiting(ILogger logger, string cluster, string reason);
}
