using Microsoft.Extensions.Hosting;

namespace FarAi.Cli.Up;

/// <summary>Leaves Ctrl-C and SIGTERM to the command, which stops the nodes before the host.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
