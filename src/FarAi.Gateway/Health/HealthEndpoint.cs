using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Health;

/// <summary>What process supervisors and load balancers ask.</summary>
internal sealed class HealthEndpoint(ReadinessProbe probe, IOptions<GatewayOptions> options)
{
    /// <summary>The process answers.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, """{"status":"live"}""");

    /// <summary>Some model can be served.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        if (await probe.ProblemAsync() is { } problem)
        {
            await ApiErrorWriter.WriteAsync(context, ApiError.Unavailable(
                $"Not ready: {problem}. Nothing can be generated yet; ask again after the time in Retry-After.", options.Value.RetryAfter, "not_ready"));
            return;
        }

        await WriteAsync(context, """{"status":"ready"}""");
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
