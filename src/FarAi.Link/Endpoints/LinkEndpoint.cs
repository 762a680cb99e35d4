using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FarAi.Link;

/// <summary>Puts a link acceptor on a path of an ASP.NET application.</summary>
public static class LinkEndpoint
{
    /// <summary>Maps the path; brings the WebSocket middleware along. Links close in good order when the host stops.</summary>
    public static IEndpointConventionBuilder MapLink(this IEndpointRouteBuilder endpoints, string pattern, LinkServer server)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(server);
        var stopping = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        pipeline.Run(context => server.AcceptAsync(context, stopping));
        return endpoints.Map(pattern, pipeline.Build());
    }
}
