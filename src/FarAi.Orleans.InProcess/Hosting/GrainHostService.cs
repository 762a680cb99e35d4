using Microsoft.Extensions.Hosting;

namespace FarAi.Orleans.InProcess;

/// <summary>Ties the grains to the life of the application: at its end every activation gets to say goodbye.</summary>
internal sealed class GrainHostService(GrainHost host) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        host.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);
}
