using System.Diagnostics;
using FarAi.Core.Triads;
using FarAi.EndToEnd.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>A prime is killed, stopped or asked to leave under many streams while a standby follows its place, or is ready to take it.</summary>
public sealed class HotStandbyTests(ITestOutputHelper output)
{
    private const int Streams = 8;
    private const int Tokens = 150;

    private static readonly string[] Stories = [.. Reference.Prompts.Where(p => p.Contains("story", StringComparison.Ordinal))];

    [Theory]
    [InlineData("hot", "KILL")]
    [InlineData("hot", "STOP")]
    [InlineData("warm", "KILL")]
    [InlineData("hot", "TERM")]
    public async Task APrimeThatGoesUnderManyStreams_AStandbyTakesItsPlace_EveryStreamIsExact(string standby, string signal)
    {
        var expected = Enumerable.Range(0, Streams).Select(i => Reference.To(Prompt(i), 0.8, i, Tokens).Text).ToArray();
        await using var grid = await Grid.StartAsync("--standby", standby, "--link-delay-ms", "5");
        await MirroredAsync(grid);
        await RunAsync(grid, null, signal); // compiles what the measured runs use
        foreach (var role in Enum.GetValues<TriadRole>())
        {
            await MirroredAsync(grid);
            var streams = await RunAsync(grid, role, signal);
            Assert.All(streams.Zip(expected), s => Assert.Equal((null, s.Second), (s.First.Problem, s.First.Text)));
        }
    }

    /// <summary>Without a standby that follows places, an announced leave makes one follow, and costs no computing either.</summary>
    [Fact]
    public async Task APrimeThatIsAskedToLeave_WithAColdStandby_HandsItsPlaceOver()
    {
        var expected = Enumerable.Range(0, Streams).Select(i => Reference.To(Prompt(i), 0.8, i, Tokens).Text).ToArray();
        await using var grid = await Grid.StartAsync("--link-delay-ms", "5");
        await RunAsync(grid, null, "TERM");
        var streams = await RunAsync(grid, TriadRole.Middle, "TERM");
        Assert.All(streams.Zip(expected), s => Assert.Equal((null, s.Second), (s.First.Problem, s.First.Text)));
        Assert.DoesNotContain("session reopened", await EventsAsync(grid), StringComparison.OrdinalIgnoreCase);
    }

    private static Task<string> EventsAsync(Grid grid) => grid.Http.GetStringAsync("farai/v1/events?follow=false");

    private static Task MirroredAsync(Grid grid) => Eventually.IsAsync(
        async () => await grid.StatusAsync() is { Ready: true } s && s.Triads.Single().Mirrored.Count == 3,
        TimeSpan.FromSeconds(60),
        () => $"{grid.Http.GetStringAsync("farai/v1/status").Result}\n{grid.Process.Error}");

    private async Task<TimedStream[]> RunAsync(Grid grid, TriadRole? victim, string signal)
    {
        var before = (await grid.StatusAsync()).Triads.Single();
        var streams = Enumerable.Range(0, Streams).Select(_ => new TimedStream()).ToArray();
        var running = streams.Select((s, i) => s.RunAsync(grid.Http, Prompt(i), i, Tokens)).ToArray();
        await Eventually.IsAsync(() => streams.All(s => s.Pieces >= 5), TimeSpan.FromSeconds(60), () => grid.Process.Error);
        var killed = Stopwatch.GetTimestamp();
        var process = victim is { } role ? grid.ProcessOf(before.Members.Single(m => m.Role == role).Address.Node.Value) : 0;
        if (process != 0)
            Signals.Send(signal, process);
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromMinutes(2));
        if (process != 0 && signal == "STOP")
            Signals.Send("CONT", process);
        var after = (await grid.StatusAsync()).Triads.Single();
        var gaps = streams.Select(s => s.LongestGap(killed, before: false)).OrderByDescending(g => g.Gap).ToList();
        var usual = streams.Max(s => s.LongestGap(killed, before: true).Gap);
        output.WriteLine($"SIG{signal} to {victim?.ToString() ?? "nobody"} under {Streams} streams: longest gap {gaps[0].Gap.TotalMilliseconds:0} ms, median {gaps[Streams / 2].Gap.TotalMilliseconds:0} ms; "
            + $"longest before {usual.TotalMilliseconds:0} ms; epoch {before.Epoch} -> {after.Epoch}");
        if (victim is not null)
            Assert.True(after.Epoch > before.Epoch);
        return streams;
    }

    private static string Prompt(int stream) => Stories[stream % Stories.Length];
}
