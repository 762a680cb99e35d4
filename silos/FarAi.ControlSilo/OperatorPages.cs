using System.Net.Mime;
using FarAi.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FarAi.ControlSilo;

/// <summary>The operators' pages, behind the admin key: today those that the grain host brings.</summary>
internal static class OperatorPages
{
    /// <summary>Everything below it asks for the admin key.</summary>
    public const string Root = "/dashboard";

    /// <summary>Where the Orleans Dashboard is.</summary>
    public const string Orleans = Root + "/orleans";

    /// <summary>Maps <c>/dashboard/orleans</c>.</summary>
    /// <param name="app">The process.</param>
    /// <param name="adminKey">The key; null keeps the pages closed.</param>
    public static void Map(WebApplication app, string? adminKey)
    {
        if (!ClusterHosting.HasDashboard)
            app.UseWhen(context => context.Request.Path.StartsWithSegments(Orleans), pages => pages.Run(AbsentAsync));
        var guard = new AdminKeyGuard(adminKey);
        // By path and not by endpoint, so that a page that is added later is guarded too.
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Root), pages => pages.Use(next => context => guard.InvokeAsync(context, next)));
        if (ClusterHosting.HasDashboard)
            ClusterHosting.MapDashboard(app, Orleans);
    }

    private static Task AbsentAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync($"The Orleans Dashboard comes with Microsoft Orleans: {ClusterHosting.NoCluster}.", context.RequestAborted);
    }
}
