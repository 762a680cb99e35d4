using System.Text.Json;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Health;

/// <summary>What process supervisors and load balancers ask.</summary>
/// <remarks>
/// Whatever the process depends on registers a health check (a database, a file); one that is degraded is told beside "ready",
/// one that is unhealthy makes the gateway unready.
/// </remarks>
internal sealed class HealthEndpoint(ReadinessProbe probe, HealthCheckService checks, IOptions<GatewayOptions> options)
{
    /// <summary>The process answers.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, """{"status":"live"}""");

    /// <summary>Some model can be served.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        var report = await checks.CheckHealthAsync(context.RequestAborted);
        var faults = string.Join("; ", report.Entries.Values.Where(e => e.Status != HealthStatus.Healthy).Select(e => e.Description));
        var problem = await probe.ProblemAsync();
        if (report.Status == HealthStatus.Unhealthy)
            problem = problem is null ? faults : $"{problem}; {faults}";
        if (problem is not null)
        {
            await ApiErrorWriter.WriteAsync(context, ApiError.Unavailable(
                $"Not ready: {problem}. Nothing can be generated yet; ask again after the time in Retry-After.", options.Value.RetryAfter, "not_ready"));
            return;
        }

        await WriteAsync(context, report.Status == HealthStatus.Healthy
            ? """{"status":"ready"}"""
            : $$"""{"status":"degraded","reason":"{{JsonEncodedText.Encode(faults)}}"}""");
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
