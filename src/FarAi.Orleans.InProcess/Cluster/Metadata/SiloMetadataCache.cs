using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace FarAi.Orleans.InProcess;

/// <summary>Reads the metadata where each silo keeps it: in its options.</summary>
internal sealed class SiloMetadataCache(VirtualCluster cluster) : ISiloMetadataCache
{
    public SiloMetadata GetSiloMetadata(SiloAddress siloAddress) =>
        cluster.Find(siloAddress)?.Services.GetRequiredService<IOptions<SiloMetadata>>().Value ?? SiloMetadata.Empty;
}
