using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Orleans.Runtime.Placement.Filtering;

namespace FarAi.Orleans.InProcess;

/// <summary>Keeps the silos that agree with this one in all keys; a key that neither has counts as agreement.</summary>
internal sealed class RequiredMatchDirector(ILocalSiloDetails local, ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var keys = ((RequiredMatchSiloMetadataPlacementFilterStrategy)filterStrategy).MetadataKeys;
        var mine = metadata.GetSiloMetadata(local.SiloAddress).Metadata;
        return silos.Where(silo =>
        {
            var theirs = metadata.GetSiloMetadata(silo).Metadata;
            return Array.TrueForAll(keys, key => mine.GetValueOrDefault(key) == theirs.GetValueOrDefault(key));
        });
    }
}
