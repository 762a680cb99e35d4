using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FarAi.ControlSilo;

/// <summary>What a process supervisor asks a silo that has no gateway.</summary>
internal static class SiloHealth
{
    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        var reasons = report.Entries.Values.Where(e => e.Status != HealthStatus.Healthy).Select(e => e.Description);
        var status = report.Status switch { HealthStatus.Healthy => "ready", HealthStatus.Degraded => "degraded", _ => "unhealthy" };
        var reason = string.Join("; ", reasons);
        return context.Response.WriteAsync(
            reason.Length == 0 ? $$"""{"status":"{{status}}"}""" : $$"""{"status":"{{status}}","reason":"{{JsonEncodedText.Encode(reason)}}"}""", context.RequestAborted);
    }
}
