using FarAi.Orleans.InProcess;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Simulation.Engine;

/// <summary>Puts a silo on a kernel.</summary>
public static class SimulationServiceCollectionExtensions
{
    /// <summary>Registers the kernel's clock, turns, placement and entropy; call it before anything that would register the real ones.</summary>
    public static IServiceCollection AddSimulation(this IServiceCollection services, SimulationKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        services.AddSingleton(kernel.Time);
        services.AddSingleton(kernel.Turns);
        services.AddSingleton(kernel.Entropy);
        services.AddSingleton<IPlacementRandom>(kernel.Placement);
        return services;
    }
}
