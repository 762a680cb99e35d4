using System.Net;
using FarAi.Cluster;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.ControlSilo;

/// <summary>What a process of the control plane is told on its command line.</summary>
public sealed record ControlSiloOptions
{
    /// <summary>What runs in the process. Default: both. <see cref="ControlParts.Gateway"/> alone is a client of the silos in <see cref="Cluster"/>.</summary>
    public ControlParts Parts { get; init; } = ControlParts.Both;

    /// <summary>How the process belongs to a cluster. Default: alone on this machine.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>Where HTTP and node links are answered. Default: loopback. Another address needs at least one key in <see cref="ApiKeys"/>.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port. Default 8080. Legal 1 to 65535, and 0 for a silo without gateway, which then answers no HTTP.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The id that clients name; null: the name of <see cref="Model"/>'s folder.</summary>
    public string? ModelId { get; init; }

    /// <summary>A Hugging Face directory with the target model.</summary>
    public required string Model { get; init; }

    /// <summary>Another one with the draft model that goes with it; null where nothing drafts.</summary>
    public string? Draft { get; init; }

    /// <summary>
    /// The folder that keeps state; null keeps it in memory. In a cluster grain state is in the database and only the gateway's key is here.
    /// </summary>
    public string? Data { get; init; }

    /// <summary>The secret with which nodes join; empty where there is no gateway.</summary>
    public required string EnrolmentToken { get; init; }

    /// <summary>Keys that clients must present; empty asks for none.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>The key that opens the operators' pages; null (default): they stay closed.</summary>
    public string? AdminKey { get; init; }

    /// <summary>What triads' standbys do.</summary>
    public StandbyPolicy Standby { get; init; }

    /// <summary>Whether information is logged, not only warnings and errors.</summary>
    public bool Verbose { get; init; }
}
