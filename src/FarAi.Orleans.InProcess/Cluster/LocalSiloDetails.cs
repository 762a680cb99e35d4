using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>The identity of the silo whose services these are.</summary>
internal sealed class LocalSiloDetails(GrainHost host, IOptions<ClusterOptions> cluster) : ILocalSiloDetails
{
    public string Name => host.Name;

    public string ClusterId => cluster.Value.ClusterId;

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress => host.Address;

    public SiloAddress GatewayAddress => host.Address;
}
