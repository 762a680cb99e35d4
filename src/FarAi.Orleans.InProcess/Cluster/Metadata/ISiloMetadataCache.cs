namespace Orleans.Runtime.MembershipService.SiloMetadata;

/// <summary>What this silo knows about the others.</summary>
public interface ISiloMetadataCache
{
    /// <summary>The metadata of a silo; empty for one that is not known.</summary>
    SiloMetadata GetSiloMetadata(SiloAddress siloAddress);
}
