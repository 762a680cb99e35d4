using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Registers call filters as services.</summary>
public static class GrainCallFilterServiceCollectionExtensions
{
    /// <summary>Adds a filter object for calls that arrive.</summary>
    public static IServiceCollection AddIncomingGrainCallFilter(this IServiceCollection services, IIncomingGrainCallFilter filter) =>
        services.AddSingleton(filter);

    /// <summary>Adds a filter made by the services for calls that arrive.</summary>
    public static IServiceCollection AddIncomingGrainCallFilter<TImplementation>(this IServiceCollection services)
        where TImplementation : class, IIncomingGrainCallFilter =>
        services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();

    /// <summary>Adds a function for calls that arrive.</summary>
    public static IServiceCollection AddIncomingGrainCallFilter(this IServiceCollection services, IncomingGrainCallFilterDelegate filter) =>
        services.AddSingleton<IIncomingGrainCallFilter>(new IncomingFunctionFilter(filter));

    /// <summary>Adds a filter object for calls that are made here.</summary>
    public static IServiceCollection AddOutgoingGrainCallFilter(this IServiceCollection services, IOutgoingGrainCallFilter filter) =>
        services.AddSingleton(filter);

    /// <summary>Adds a filter made by the services for calls that are made here.</summary>
    public static IServiceCollection AddOutgoingGrainCallFilter<TImplementation>(this IServiceCollection services)
        where TImplementation : class, IOutgoingGrainCallFilter =>
        services.AddSingleton<IOutgoingGrainCallFilter, TImplementation>();

    /// <summary>Adds a function for calls that are made here.</summary>
    public static IServiceCollection AddOutgoingGrainCallFilter(this IServiceCollection services, OutgoingGrainCallFilterDelegate filter) =>
        services.AddSingleton<IOutgoingGrainCallFilter>(new OutgoingFunctionFilter(filter));
}
