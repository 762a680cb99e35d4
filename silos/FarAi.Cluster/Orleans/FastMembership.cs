using Orleans.Configuration;

namespace FarAi.Cluster;

/// <summary>
/// Membership that finds a dead silo in less than a second. Orleans' defaults (a probe every 5 s, three misses, two votes)
/// take 11 to 15 s; a session that waits for its grain would be still for as long.
/// </summary>
internal static class FastMembership
{
    /// <summary>
    /// How long a probe may take, and how often one is sent, once a silo's answers are known to be quick: two of them, and the write to
    /// the list, are about half a second. A busy silo may miss them; its open connection still speaks for it.
    /// </summary>
    private static readonly TimeSpan LeastProbe = TimeSpan.FromMilliseconds(250);

    /// <summary>The same for a silo that has just joined, which compiles its code while it answers the first probes.</summary>
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(800);

    /// <summary>
    /// The most that a silo of slow answers gets. Times <see cref="Misses"/>, it is also how long a silo with an open connection may
    /// be silent: a dead process's connections are closed by its system at once, so only one that is alive, or a whole machine that
    /// vanished, is waited for so long.
    /// </summary>
    private static readonly TimeSpan MostProbe = TimeSpan.FromSeconds(2);

    /// <summary>A silo that misses one probe may have paused; one that misses two is gone.</summary>
    private const int Misses = 2;

    public static void Configure(ClusterMembershipOptions options)
    {
        (options.ProbeTimeout, options.MinProbeTimeout, options.MaxProbeTimeout) = (FirstProbe, LeastProbe, MostProbe);
        options.NumMissedProbesLimit = Misses;
        options.EnableConnectionLivenessCheck = true;
        // With three silos a second vote would have to come from the only other survivor.
        options.NumVotesForDeathDeclaration = 1;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
