using Orleans.Configuration;

namespace FarAi.Cluster;

/// <summary>
/// Membership that finds a dead silo in less than a second. Orleans' defaults (a probe every 5 s, three misses, two votes)
/// take 11 to 15 s; a session that waits for its grain would be still for as long.
/// </summary>
internal static class FastMembership
{
    /// <summary>How long a probe may take, and how often one is sent. A dead silo must be found within a second: two of them, and the write to the list.</summary>
    public static readonly TimeSpan Probe = TimeSpan.FromMilliseconds(400);

    /// <summary>A silo that misses one probe may have paused; one that misses two is gone.</summary>
    public const int Misses = 2;

    public static void Configure(ClusterMembershipOptions options)
    {
        // The three bounds are equal, so that an adaptive time-out neither grows past the goal nor falls below a pause for garbage.
        (options.ProbeTimeout, options.MinProbeTimeout, options.MaxProbeTimeout) = (Probe, Probe, Probe);
        options.NumMissedProbesLimit = Misses;
        // With three silos a second vote would have to come from the only other survivor.
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
