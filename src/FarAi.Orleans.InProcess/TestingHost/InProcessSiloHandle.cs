using FarAi.Orleans.InProcess;
using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>One silo of an <see cref="InProcessTestCluster"/>, with an application and services of its own.</summary>
public sealed class InProcessSiloHandle : SiloHandle
{
    private readonly VirtualCluster _cluster;
    private bool _disposed;
    private bool _stopped;

    internal InProcessSiloHandle(VirtualCluster cluster) => _cluster = cluster;

    /// <summary>The silo's application.</summary>
    public required IHost SiloHost { get; init; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider ServiceProvider => SiloHost.Services;

    /// <inheritdoc/>
    public override bool IsActive => !_stopped;

    /// <inheritdoc/>
    public override async Task StopSiloAsync(bool stopGracefully)
    {
        if (_stopped)
            return;
        _stopped = true;
        if (stopGracefully)
            await SiloHost.StopAsync(CancellationToken.None);
        else
            _cluster.Kill(SiloAddress);
    }

    /// <inheritdoc/>
    public override Task StopSiloAsync(CancellationToken ct) => StopSiloAsync(stopGracefully: !ct.IsCancellationRequested);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        await StopSiloAsync(stopGracefully: true);
        _disposed = true;
        if (SiloHost is IAsyncDisposable host)
            await host.DisposeAsync();
        else
            SiloHost.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
            return;
        _disposed = true;
        if (!_stopped)
            _cluster.Kill(SiloAddress);
        _stopped = true;
        SiloHost.Dispose();
    }
}
