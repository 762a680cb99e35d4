using FarAi.Core.Events;
using FarAi.Grains.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace FarAi.Grains.Events;

/// <summary>Tells that a silo ends in good order. Nobody tells it of one that is killed: that shows in what resumes elsewhere.</summary>
internal sealed class SiloFarewell(IEventRecorder events, ILocalSiloDetails silo, IOptions<GrainsOptions> options, TimeProvider time) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        events.Record(new GridEvent
        {
            Time = time.GetUtcNow(),
            Kind = GridEventKind.SiloEnded,
            Region = options.Value.Region,
            Text = $"Silo {silo.Name} ends in good order; its grains go on elsewhere, or after the restart.",
        });
        return Task.CompletedTask;
    }
}
