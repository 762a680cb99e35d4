using FarAi.Simulation.Grid;
using FarAi.Simulation.Invariants;
using FarAi.Simulation.Workload;

namespace FarAi.Simulation.Failover;

/// <summary>What came of a run of the failover scenario.</summary>
public sealed record FailoverReport
{
    /// <summary>A stream is down from the moment at which three of its usual waits for a token have passed, at least this long.</summary>
    private static readonly TimeSpan LeastDown = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(3);

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The first violated invariant; null where all held.</summary>
    public required InvariantViolation? Violation { get; init; }

    /// <summary>Comparisons against invariants.</summary>
    public required long Checks { get; init; }

    /// <summary>Sessions by how they ended.</summary>
    public required IReadOnlyDictionary<string, long> Sessions { get; init; }

    /// <summary>Tokens that clients got.</summary>
    public required long Tokens { get; init; }

    /// <summary>Faults by the kind under which <see cref="Gaps"/> counts them.</summary>
    public required IReadOnlyDictionary<FailoverFault, int> Measured { get; init; }

    /// <summary>
    /// For each session that worked with what a fault broke: its longest wait for a token from the fault to the next one, less its usual wait
    /// (the median of all that it had).
    /// </summary>
    public required IReadOnlyDictionary<FailoverFault, IReadOnlyList<TimeSpan>> Gaps { get; init; }

    /// <summary>Time from first to last token, all streams together.</summary>
    public required TimeSpan StreamTime { get; init; }

    /// <summary>How much of it streams were down: the part of each wait beyond three usual ones, and beyond a second.</summary>
    public required TimeSpan DownTime { get; init; }

    /// <summary>From the grid's word that a session runs to its first token, each session.</summary>
    public required IReadOnlyList<TimeSpan> FirstTokens { get; init; }

    /// <summary>Epochs in which sessions went on because mirrors took lost members' places.</summary>
    public required long Promotions { get; init; }

    /// <summary>How often a session was opened after its first time.</summary>
    public required long Reopens { get; init; }

    /// <summary>Steps of the kernel.</summary>
    public required long Steps { get; init; }

    /// <summary>Virtual time that passed.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>Hash of everything that happened.</summary>
    public required string TraceHash { get; init; }

    internal static FailoverReport Of(GridWorld world, IReadOnlyList<InjectedFault> faults, InvariantViolation? violation)
    {
        var gaps = new SortedDictionary<FailoverFault, List<TimeSpan>>();
        var (streamTime, downTime) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var stream in world.Streams.Where(s => s.Tokens.Count > 0))
        {
            var usual = stream.Usual();
            streamTime += stream.Tokens[^1] - stream.Tokens[0];
            foreach (var wait in stream.Tokens.Zip(stream.Tokens.Skip(1), (a, b) => b - a))
                downTime += Beyond(wait, Max(usual * 3, LeastDown));
            for (var i = 0; i < faults.Count; i++)
            {
                if (faults[i].Concerned.Contains(stream.Session) && Gap(stream, usual, faults[i].At, i + 1 < faults.Count ? faults[i + 1].At : TimeSpan.MaxValue) is { } gap)
                    Of(gaps, KindOf(faults, i)).Add(gap);
            }
        }

        return new FailoverReport
        {
            Seed = world.Options.Seed,
            Violation = violation,
            Checks = world.Monitor.Checks,
            Sessions = world.Outcomes.ToDictionary(o => o.Key.ToString(), o => o.Value),
            Tokens = world.Tokens,
            Measured = Enumerable.Range(0, faults.Count).CountBy(i => KindOf(faults, i)).ToDictionary(),
            Gaps = gaps.ToDictionary(g => g.Key, IReadOnlyList<TimeSpan> (g) => g.Value),
            StreamTime = streamTime,
            DownTime = downTime,
            FirstTokens = [.. world.Streams.Where(s => s.Started is not null && s.Tokens.Count > 0).Select(s => s.Tokens[0] - s.Started!.Value)],
            Promotions = world.Monitor.Promotions,
            Reopens = world.Monitor.Reopens,
            Steps = world.Kernel.Steps,
            VirtualTime = world.Kernel.Now,
            TraceHash = world.Kernel.Trace.Text,
        };
    }

    /// <summary>The longest wait that ended after the fault and began before the next one; null where the stream had no token before it or none after.</summary>
    private static TimeSpan? Gap(StreamTimes stream, TimeSpan usual, TimeSpan from, TimeSpan until)
    {
        TimeSpan? longest = null;
        for (var i = 1; i < stream.Tokens.Count; i++)
        {
            if (stream.Tokens[i] <= from || stream.Tokens[i - 1] >= until || (i == 1 && stream.Tokens[0] > from))
                continue;
            longest = Max(longest ?? TimeSpan.Zero, Beyond(stream.Tokens[i] - stream.Tokens[i - 1], usual));
        }

        return longest;
    }

    // A fault that follows another one, or is followed, at once is no measure of either.
    private static FailoverFault KindOf(IReadOnlyList<InjectedFault> faults, int index) =>
        (index > 0 && faults[index].At - faults[index - 1].At < Together) || (index + 1 < faults.Count && faults[index + 1].At - faults[index].At < Together)
            ? FailoverFault.TwoFaults
            : faults[index].Kind;

    private static List<TimeSpan> Of(SortedDictionary<FailoverFault, List<TimeSpan>> gaps, FailoverFault kind)
    {
        if (!gaps.TryGetValue(kind, out var list))
            gaps[kind] = list = [];
        return list;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Beyond(TimeSpan wait, TimeSpan usual) => wait > usual ? wait - usual : TimeSpan.Zero;
}
