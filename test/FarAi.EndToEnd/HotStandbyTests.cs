using System.Diagnostics;
using FarAi.Core.Triads;
using FarAi.EndToEnd.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>A prime is killed with SIGKILL under many streams while a hot standby follows its place.</summary>
public sealed class HotStandbyTests(ITestOutputHelper output)
{
    private const int Streams = 8;
    private const int Tokens = 150;
    private const int Rounds = 2;

    private static readonly string[] Stories = [.. Reference.Prompts.Where(p => p.Contains("story", StringComparison.Ordinal))];

    [Fact]
    public async Task APrimeKilledUnderManyStreams_ItsMirrorTakesThePlace_EveryStreamIsExact()
    {
        var expected = Enumerable.Range(0, Streams).Select(i => Reference.To(Prompt(i), 0.8, i, Tokens).Text).ToArray();
        await using var grid = await Grid.StartAsync("--standby", "hot", "--link-delay-ms", "5");
        await MirroredAsync(grid);
        await RunAsync(grid, null); // compiles what the measured runs use
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var role in Enum.GetValues<TriadRole>())
            {
                await MirroredAsync(grid);
                var streams = await RunAsync(grid, role);
                Assert.All(streams.Zip(expected), s => Assert.Equal((null, s.Second), (s.First.Problem, s.First.Text)));
            }
        }
    }

    private static Task MirroredAsync(Grid grid) => Eventually.IsAsync(
        async () => await grid.StatusAsync() is { Ready: true } s && s.Triads.Single().Mirrored.Count == 3,
        TimeSpan.FromSeconds(60),
        () => $"{grid.Http.GetStringAsync("farai/v1/status").Result}\n{grid.Process.Error}");

    private async Task<TimedStream[]> RunAsync(Grid grid, TriadRole? victim)
    {
        var before = (await grid.StatusAsync()).Triads.Single();
        var streams = Enumerable.Range(0, Streams).Select(_ => new TimedStream()).ToArray();
        var running = streams.Select((s, i) => s.RunAsync(grid.Http, Prompt(i), i, Tokens)).ToArray();
        await Eventually.IsAsync(() => streams.All(s => s.Pieces >= 5), TimeSpan.FromSeconds(60), () => grid.Process.Error);
        var killed = Stopwatch.GetTimestamp();
        if (victim is { } role)
            Signals.Send("KILL", grid.ProcessOf(before.Members.Single(m => m.Role == role).Address.Node.Value));
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromMinutes(2));
        var after = (await grid.StatusAsync()).Triads.Single();
        var gaps = streams.Select(s => s.LongestGap(killed, before: false)).OrderByDescending(g => g.Gap).ToList();
        var usual = streams.Max(s => s.LongestGap(killed, before: true).Gap);
        output.WriteLine($"{victim?.ToString() ?? "nobody"} killed under {Streams} streams: longest gap {gaps[0].Gap.TotalMilliseconds:0} ms, median {gaps[Streams / 2].Gap.TotalMilliseconds:0} ms; "
            + $"longest before {usual.TotalMilliseconds:0} ms; epoch {before.Epoch} -> {after.Epoch}");
        if (victim is not null)
            Assert.True(after.Epoch > before.Epoch);
        return streams;
    }

    private static string Prompt(int stream) => Stories[stream % Stories.Length];
}
