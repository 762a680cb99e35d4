using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>All that the silos of a cluster have counted, at one moment.</summary>
/// <param name="TakenAt">The moment, by the silo's clock.</param>
/// <param name="Activations">Activations per class and silo.</param>
/// <param name="Methods">Counts per method, class and silo.</param>
public sealed record GrainStatisticsSnapshot(
    DateTimeOffset TakenAt, IReadOnlyList<SimpleGrainStatistic> Activations, IReadOnlyList<GrainMethodStatistic> Methods)
{
    /// <summary>Rates per method since an earlier snapshot; methods that were not called in between are left out.</summary>
    public IReadOnlyList<GrainMethodRate> Since(GrainStatisticsSnapshot earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var before = earlier.Methods.ToDictionary(Key);
        var seconds = (TakenAt - earlier.TakenAt).TotalSeconds;
        List<GrainMethodRate> rates = [];
        foreach (var now in Methods)
        {
            var then = before.GetValueOrDefault(Key(now)) ?? now with { Calls = 0, Failures = 0, Timed = 0, TimedTotal = TimeSpan.Zero };
            if (now.Calls == then.Calls || seconds <= 0)
                continue;
            var timed = now.Timed - then.Timed;
            rates.Add(new GrainMethodRate(
                now,
                (now.Calls - then.Calls) / seconds,
                (now.Failures - then.Failures) / seconds,
                timed == 0 ? TimeSpan.Zero : (now.TimedTotal - then.TimedTotal) / timed));
        }

        return rates;
    }

    private static (SiloAddress Silo, string GrainType, string InterfaceName, string MethodName) Key(GrainMethodStatistic method) =>
        (method.Silo, method.GrainType, method.InterfaceName, method.MethodName);
}
