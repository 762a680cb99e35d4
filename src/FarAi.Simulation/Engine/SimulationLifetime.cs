using Microsoft.Extensions.Hosting;

namespace FarAi.Simulation.Engine;

/// <summary>A simulated process knows no signals and no terminal.</summary>
internal sealed class SimulationLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
