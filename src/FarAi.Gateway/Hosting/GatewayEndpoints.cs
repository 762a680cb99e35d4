using FarAi.Gateway.Completions;
using FarAi.Gateway.Events;
using FarAi.Gateway.Health;
using FarAi.Gateway.Models;
using FarAi.Gateway.Nodes;
using FarAi.Gateway.Sessions;
using FarAi.Gateway.Status;
using FarAi.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Gateway.Hosting;

/// <summary>Puts the front end's paths on an application.</summary>
public static class GatewayEndpoints
{
    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Maps the OpenAI-compatible API (<c>/v1</c>), health (<c>/health</c>), status (<c>/farai/v1/status</c>), events
    /// (<c>/farai/v1/events</c>), sessions (<c>/farai/v1/sessions</c>) and the address where nodes join (<c>/link</c>). Needs <see cref="GatewayServices.AddFarAiGateway"/>.
    /// </summary>
    public static WebApplication MapFarAiGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var services = app.Services;
        var frame = services.GetRequiredService<RequestFrame>();
        app.Use(next => context => frame.InvokeAsync(context, next));

        var completions = services.GetRequiredService<CompletionEndpoint>();
        Label(app.MapPost("/v1/chat/completions", (RequestDelegate)completions.ChatAsync), "chat_completions");
        Label(app.MapPost("/v1/completions", (RequestDelegate)completions.TextAsync), "completions");

        var models = services.GetRequiredService<ModelEndpoint>();
        Label(app.MapGet("/v1/models", (RequestDelegate)models.ListAsync), "models");
        Label(app.MapGet("/v1/models/{**id}", (RequestDelegate)models.GetAsync), "models");

        var health = services.GetRequiredService<HealthEndpoint>();
        Label(app.MapMethods("/health/live", GetOrHead, (RequestDelegate)HealthEndpoint.LiveAsync), "health");
        Label(app.MapMethods("/health/ready", GetOrHead, (RequestDelegate)health.ReadyAsync), "health");

        var sessions = services.GetRequiredService<SessionEndpoint>();
        Label(app.MapGet("/farai/v1/sessions/{id}", (RequestDelegate)sessions.GetAsync), "session");
        Label(app.MapGet("/farai/v1/sessions/{id}/stream", (RequestDelegate)sessions.StreamAsync), "session_stream");
        Label(app.MapGet("/farai/v1/status", (RequestDelegate)services.GetRequiredService<StatusEndpoint>().GetAsync), "status");
        Label(app.MapGet(ApiKeyGuard.Events, (RequestDelegate)services.GetRequiredService<EventsEndpoint>().GetAsync), "events");
        Label(app.MapLink("/link", services.GetRequiredService<NodeEndpoint>().Server), "link");
        return app;
    }

    private static void Label(IEndpointConventionBuilder endpoint, string name) => endpoint.WithMetadata(new EndpointLabel(name));
}
