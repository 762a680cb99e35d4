using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// Healthy while the storage file can be written, degraded while damaged records fail alone. The words go to whoever asks the
/// process for its health, so they name no path; the log does.
/// </summary>
internal sealed class SqliteHealthCheck(string name, SqliteGrainStorage storage) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        storage.Problem switch
        {
            null => HealthCheckResult.Healthy(),
            { Problem: GrainStorageProblem.Damaged } => HealthCheckResult.Degraded($"grain storage \"{name}\" has damaged records, whose grains fail; restore its file"),
            var failure => HealthCheckResult.Unhealthy($"grain storage \"{name}\" can't be written: {WhyNot(failure.Problem)}; nothing acknowledged is lost, and writes go on by themselves"),
        });

    private static string WhyNot(GrainStorageProblem problem) => problem switch
    {
        GrainStorageProblem.NoSpace => "no space is left",
        GrainStorageProblem.Locked => "its file is locked by another process",
        GrainStorageProblem.ReadOnly => "its file may not be written",
        GrainStorageProblem.NotFound => "its file can't be opened",
        GrainStorageProblem.DiskFailed => "its disk failed",
        _ => "its file is not usable",
    };
}
