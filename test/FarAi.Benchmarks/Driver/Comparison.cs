using System.Globalization;

namespace FarAi.Benchmarks;

/// <summary>
/// Runs the same rows on both hosts and prints one table. The hosts take turns, round for round, so that whatever else the
/// machine does falls on both; the ratio is taken within each round.
/// </summary>
internal static class Comparison
{
    private const int WarmUps = 4;

    public static async Task GrainsAsync(int rounds, string? only)
    {
        await using var mine = WorkerProcess.Start(GrainHostProcess.Name, typeof(Comparison).Assembly.Location);
        await using var other = await OtherHost.BuildAsync() is { } assembly ? WorkerProcess.Start(OtherHost.Name, assembly) : null;
        var (inProcess, orleans) = InOrder(mine, other);
        Console.WriteLine($"Medians of {rounds} rounds [lowest–highest] after {WarmUps} rounds of warm-up; both hosts in processes of their own that take turns.");
        Console.WriteLine();
        Console.WriteLine("| row | InProcess, thousand/s | Orleans, thousand/s | InProcess / Orleans | InProcess, B each | Orleans, B each |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (var i = 0; i < Rows.All.Count; i++)
        {
            var row = Rows.All[i];
            if (only is not null && !row.Title.Contains(only, StringComparison.OrdinalIgnoreCase))
                continue;
            var number = i.ToString(CultureInfo.InvariantCulture);
            var (ours, theirs) = await RoundsAsync(number, rounds, inProcess, row.InProcessOnly ? null : orleans);
            Console.WriteLine($"| {row.Title} | {Rate(ours)} | {Rate(theirs)} | {Ratio(ours, theirs)} | {Bytes(ours)} | {Bytes(theirs)} |");
        }
    }

    public static async Task ActivationsAsync()
    {
        await using var mine = WorkerProcess.Start(GrainHostProcess.Name, typeof(Comparison).Assembly.Location);
        await using var other = await OtherHost.BuildAsync() is { } assembly ? WorkerProcess.Start(OtherHost.Name, assembly) : null;
        Console.WriteLine("| host | bytes per activation | activations, thousand/s |");
        Console.WriteLine("|---|---|---|");
        foreach (var worker in new[] { mine, other }.OfType<WorkerProcess>())
        {
            var result = await worker.MeasureAsync("activations");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {worker.Host} | {result.Bytes:F0} | {result.OperationsPerSecond / 1000:F0} |"));
        }
    }

    private static (WorkerProcess? InProcess, WorkerProcess? Orleans) InOrder(WorkerProcess mine, WorkerProcess? other) =>
        mine.Host == "InProcess" ? (mine, other) : (other, mine);

    private static async Task<(List<Measurement> Ours, List<Measurement> Theirs)> RoundsAsync(
        string row, int rounds, WorkerProcess? inProcess, WorkerProcess? orleans)
    {
        List<Measurement> ours = [];
        List<Measurement> theirs = [];
        for (var round = -WarmUps; round < rounds; round++)
        {
            if (inProcess is not null)
                ours.Add(await inProcess.MeasureAsync(row));
            if (orleans is not null)
                theirs.Add(await orleans.MeasureAsync(row));
        }

        ours.RemoveRange(0, Math.Min(WarmUps, ours.Count));
        theirs.RemoveRange(0, Math.Min(WarmUps, theirs.Count));
        return (ours, theirs);
    }

    private static string Rate(List<Measurement> all)
    {
        if (all.Count == 0)
            return "–";
        var spread = Spread.Of(all.Select(one => one.OperationsPerSecond / 1000));
        return spread.Show(spread.Median < 10 ? "F2" : "F0");
    }

    private static string Ratio(List<Measurement> ours, List<Measurement> theirs) => ours.Count == 0 || theirs.Count == 0
        ? "–"
        : Spread.Of(ours.Zip(theirs, (mine, other) => other.Nanoseconds / mine.Nanoseconds)).Show("F2");

    private static string Bytes(List<Measurement> all) => all.Count == 0
        ? "–"
        : Spread.Of(all.Select(one => one.Bytes)).Median.ToString("F0", CultureInfo.InvariantCulture);
}
