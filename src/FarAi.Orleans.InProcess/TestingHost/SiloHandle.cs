using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>One silo of a test cluster. Not sealed: a base class in Orleans too.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    /// <summary>The silo's number.</summary>
    public short InstanceNumber { get; set; }

    /// <summary>The silo's name.</summary>
    public required string Name { get; set; }

    /// <summary>The silo's address.</summary>
    public required SiloAddress SiloAddress { get; set; }

    /// <summary>The silo's own address; there are no gateways here.</summary>
    public required SiloAddress GatewayAddress { get; set; }

    /// <summary>Whether it has been neither stopped nor killed.</summary>
    public abstract bool IsActive { get; }

    /// <summary>Stops the silo, or kills it.</summary>
    public abstract Task StopSiloAsync(bool stopGracefully);

    /// <summary>Stops the silo; a token that is cancelled already kills it.</summary>
    public abstract Task StopSiloAsync(CancellationToken ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => SiloAddress.ToString();

    /// <summary>Ends the silo at once.</summary>
    protected abstract void Dispose(bool disposing);
}
