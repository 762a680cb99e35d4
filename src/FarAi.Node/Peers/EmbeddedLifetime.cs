using Microsoft.Extensions.Hosting;

namespace FarAi.Node.Peers;

/// <summary>
/// Leaves signals to the process that holds the node. The host's own lifetime would stop the listener on SIGTERM, and peers
/// would see broken links before the grid has heard that the node leaves.
/// </summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
