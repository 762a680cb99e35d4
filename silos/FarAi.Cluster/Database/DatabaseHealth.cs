using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FarAi.Cluster;

/// <summary>
/// Whether the cluster's database answers: asked every second, logged when it goes and when it is back, and shown by
/// <c>/health/ready</c>. Nothing here mends anything: the driver connects again by itself, and what grains could not write they
/// have not acknowledged.
/// </summary>
internal sealed partial class DatabaseHealth(string connection, TimeProvider time, ILogger<DatabaseHealth> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A database that takes longer than this for nothing is as good as away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile Outage? _outage;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _outage is { } outage
            ? HealthCheckResult.Degraded($"the {PostgresConnection.Describe(connection)} has not answered for {time.GetElapsedTime(outage.Since).TotalSeconds:0} s ({outage.Reason}): nothing new is accepted until it is back")
            : HealthCheckResult.Healthy());

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var source = NpgsqlDataSource.Create(PostgresConnection.Complete(connection, "health"));
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Note(await AskAsync(source, stoppingToken));
    }

    private static async Task<string?> AskAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(Patience);
        try
        {
            await using var ask = source.CreateCommand("SELECT 1");
            await ask.ExecuteScalarAsync(deadline.Token);
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return $"no answer within {Patience.TotalSeconds:0} s";
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            return exception.InnerException?.Message ?? exception.Message;
        }
    }

    private void Note(string? problem)
    {
        var before = _outage;
        if (problem is null)
        {
            _outage = null;
            if (before is not null)
                LogBack(logger, PostgresConnection.Describe(connection), time.GetElapsedTime(before.Since).TotalSeconds);
        }
        else
        {
            _outage = new Outage(before?.Since ?? time.GetTimestamp(), problem);
            if (before is null)
                LogAway(logger, PostgresConnection.Describe(connection), problem);
        }
    }

    private sealed record Outage(long Since, string Reason);

    [LoggerMessage(1, LogLevel.Error, "the {Database} is away ({Reason}); writes fail until it is back, nothing acknowledged is lost, and no action is needed here")]
    private static partial void LogAway(ILogger logger, string database, string reason);

    [LoggerMessage(2, LogLevel.Warning, "the {Database} is back after {Seconds:0.0} s")]
    private static partial void LogBack(ILogger logger, string database, double seconds);
}
