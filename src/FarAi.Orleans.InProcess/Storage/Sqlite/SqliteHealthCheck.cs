using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FarAi.Orleans.InProcess;

/// <summary>Healthy while the storage file can be written.</summary>
internal sealed class SqliteHealthCheck(SqliteGrainStorage storage) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(storage.Problem is { } problem ? HealthCheckResult.Unhealthy(problem.Message, problem) : HealthCheckResult.Healthy());
}
