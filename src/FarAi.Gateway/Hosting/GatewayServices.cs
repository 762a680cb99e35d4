using FarAi.Gateway.Completions;
using FarAi.Gateway.Events;
using FarAi.Gateway.Health;
using FarAi.Gateway.Models;
using FarAi.Gateway.Nodes;
using FarAi.Gateway.Sessions;
using FarAi.Gateway.Status;
using FarAi.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Hosting;

/// <summary>Adds the front end to a host.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Adds the gateway's services. The host must also have a <c>FarAi.Inference.Catalog.ModelCatalog</c> and an
    /// <c>Orleans.IClusterClient</c>: that of a silo in the same process, or that of a client.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options over those of the section <see cref="GatewayOptions.Section"/>; null leaves them.</param>
    public static IServiceCollection AddFarAiGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section);
        if (configure is not null)
            options.Configure(configure);
        options.ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddMetrics();
        services.AddHealthChecks();
        services.AddRouting();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayInstruments>();
        services.AddSingleton<GridCalls>();
        services.AddSingleton<ApiKeyGuard>();
        services.AddSingleton<RequestFrame>();
        services.AddSingleton<PromptReader>();
        services.AddSingleton<RequestParser>();
        services.AddSingleton<SessionSlots>();
        services.AddSingleton<CommittedTokens>();
        services.AddSingleton<StreamResponder>();
        services.AddSingleton<WholeResponder>();
        services.AddSingleton<SessionLookup>();
        services.AddSingleton<Departure>();
        services.AddSingleton<SessionEndpoint>();
        services.AddSingleton<CompletionEndpoint>();
        services.AddSingleton<ModelEndpoint>();
        services.AddSingleton<ReadinessProbe>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<StatusEndpoint>();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<NodeLinkHandler>();
        services.AddSingleton<NodeEndpoint>();
        return services;
    }
}
