using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// The cluster's grain statistics, for dashboards: one in the services of every silo. Counting is always on; to read costs a walk
/// over all activations.
/// </summary>
public sealed class GrainStatistics
{
    private readonly VirtualCluster _cluster;
    private readonly TimeProvider _time;

    internal GrainStatistics(VirtualCluster cluster, TimeProvider time) => (_cluster, _time) = (cluster, time);

    /// <summary>What all silos have counted up to now.</summary>
    public GrainStatisticsSnapshot Take() =>
        new(_time.GetUtcNow(), [.. _cluster.LiveSilos.SelectMany(ActivationsOn)], [.. _cluster.LiveSilos.SelectMany(MethodsOn)]);

    internal static IEnumerable<SimpleGrainStatistic> ActivationsOn(GrainHost silo) => silo.Activations.Snapshot()
        .CountBy(activation => activation.Counters)
        .OrderBy(entry => entry.Key.ClassName, StringComparer.Ordinal)
        .Select(entry => new SimpleGrainStatistic { GrainType = entry.Key.ClassName, SiloAddress = silo.Address, ActivationCount = entry.Value });

    private static IEnumerable<GrainMethodStatistic> MethodsOn(GrainHost silo) => silo.Counters.Values
        .OrderBy(counters => counters.ClassName, StringComparer.Ordinal)
        .SelectMany(counters => counters.All.Select(counter => Read(silo, counters.ClassName, counter)));

    private static GrainMethodStatistic Read(GrainHost silo, string className, MethodCounter counter)
    {
        var (calls, failures, timed, ticks) = counter.Read();
        return new GrainMethodStatistic(
            silo.Address, className, counter.Method.InterfaceName, counter.Method.Name, calls, failures, timed,
            TimeSpan.FromSeconds((double)ticks / silo.Time.TimestampFrequency));
    }
}
