using System.Net;

namespace FarAi.Cluster;

/// <summary>How a process belongs to a cluster. The defaults are one silo alone on its machine, with free ports.</summary>
public sealed record ClusterSettings
{
    /// <summary>How processes find each other. Default <see cref="ClusteringKind.Localhost"/>.</summary>
    public ClusteringKind Clustering { get; init; }

    /// <summary>
    /// The connection string: Npgsql's for <see cref="ClusteringKind.AdoNet"/>, an Azure Storage one for
    /// <see cref="ClusteringKind.Azure"/>. Null (default) for <see cref="ClusteringKind.Localhost"/>, which has none.
    /// </summary>
    public string? Connection { get; init; }

    /// <summary>The cluster's name: processes with another one don't see each other. Default <c>farai</c>. Legal: 1 to 150 characters.</summary>
    public string ClusterId { get; init; } = "farai";

    /// <summary>The name under which state is kept, which outlives a cluster's name. Default <c>farai</c>. Legal: 1 to 150 characters.</summary>
    public string ServiceId { get; init; } = "farai";

    /// <summary>TCP port for other silos. Default 0: a free one. Legal 0 to 65535.</summary>
    public int SiloPort { get; init; }

    /// <summary>
    /// TCP port for gateway processes. For a silo 0 (default) takes a free one; for a gateway process on
    /// <see cref="ClusteringKind.Localhost"/> it names the silo to connect to. Legal 0 to 65535.
    /// </summary>
    public int GatewayPort { get; init; }

    /// <summary>The address that other machines are told. Default loopback, which keeps the cluster on one machine.</summary>
    public IPAddress Advertise { get; init; } = IPAddress.Loopback;

    /// <summary>The silo port of the first silo on this machine, for a further silo on <see cref="ClusteringKind.Localhost"/>; 0 (default): this is the first.</summary>
    public int PrimaryPort { get; init; }

    /// <summary>The silo's name in logs and on the dashboard; null (default) makes one from its role and port. Legal: 1 to 150 characters.</summary>
    public string? SiloName { get; init; }

    /// <summary>What the silo is for. Default <see cref="SiloRole.Control"/>.</summary>
    public SiloRole Role { get; init; }

    /// <summary>Keys of the shards (<c>model@start..end</c>) that a <see cref="SiloRole.Gpu"/> silo holds. Default none.</summary>
    public IReadOnlyList<string> Shards { get; init; } = [];
}
