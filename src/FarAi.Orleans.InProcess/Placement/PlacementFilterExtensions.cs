using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Placement;

/// <summary>Registers placement filters.</summary>
public static class PlacementFilterExtensions
{
    /// <summary>Registers who applies filters of a type.</summary>
    public static IServiceCollection AddPlacementFilter<TFilter, TDirector>(this IServiceCollection services, ServiceLifetime strategyLifetime)
        where TFilter : PlacementFilterStrategy, new()
        where TDirector : class, IPlacementFilterDirector
    {
        services.AddKeyedSingleton<IPlacementFilterDirector, TDirector>(typeof(TFilter));
        return services;
    }
}
