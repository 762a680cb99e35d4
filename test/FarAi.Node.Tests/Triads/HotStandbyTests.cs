using System.Diagnostics;
using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>A fourth node follows all three places; a member vanishes in mid-stream and the mirror takes its place.</summary>
public sealed class HotStandbyTests(ITestOutputHelper output)
{
    private static readonly SamplingParameters Sampled = new(0.8, 1, 0, 9);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    public Task MemberVanishes_ItsMirrorGoesOnWithTheSameCaches(int place, int scouts) => RunAsync(place, scouts, late: false, warm: false);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public Task MirrorThatComesInMidStream_CatchesUp(int place) => RunAsync(place, 1, late: true, warm: false);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public Task MemberVanishes_AWarmStandbyGetsWhatWasSentBefore(int place) => RunAsync(place, 1, late: true, warm: true);

    /// <summary>A planned hand-over: the member works on, and what it passes on after its mirror has heard of the promotion counts. The mirror must not miss it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MirrorThatHearsOfItsPromotionFirst_MissesNothing(int place)
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 1, delay: TimeSpan.FromMilliseconds(1));
        var standby = await triad.StartNodeAsync(SwarmLayer.Prime);
        await triad.MirrorAsync(standby);
        var session = triad.Session(TestModels.Prompts[0], Sampled, 300, SpeculationPlan.Rounds(4)) with { EndTokens = [] };
        var stream = new Stream(triad, session);
        triad.Open(session);
        triad.Draft(triad.Scouts[0], session);
        await stream.ReadToAsync(30);

        var former = triad.Members[place];
        await triad.PromoteAsync(place, standby, ahead: TimeSpan.FromMilliseconds(40));
        await stream.ReadToAsync(300);

        Assert.Equal(TestModels.Expected(session.Tokens, Sampled, 300, endTokens: []), stream.Tokens);
        await former.DisposeAsync();
    }

    /// <summary>Nothing reaches the member any more while its links stand. The grid does nothing here: the mirror speaks for it, and is silent again when the member returns.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MemberThatIsCutOffInOneDirection_IsHedged_AndGoesOnWhenItReturns(int place)
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0, delay: TimeSpan.FromMilliseconds(1));
        var port = OneWayProxy.FreePort();
        await using var proxy = OneWayProxy.Before(port);
        await triad.ReplaceAsync(place, await triad.StartNodeAsync(SwarmLayer.Prime, port: port, advertise: proxy.Endpoint));
        var standby = await triad.StartNodeAsync(SwarmLayer.Prime);
        await triad.MirrorAsync(standby);
        var sessions = Enumerable.Range(0, 4).Select(i => triad.Session(TestModels.Prompts[i % 2], Sampled, 250, SpeculationPlan.Rounds(0)) with { EndTokens = [] }).ToArray();
        var streams = sessions.Select(s => new Stream(triad, s)).ToArray();
        foreach (var session in sessions)
            triad.Open(session);
        await Task.WhenAll(streams.Select(s => s.ReadToAsync(60)));

        proxy.Hold();
        var cut = Stopwatch.GetTimestamp();
        await Task.WhenAll(streams.Select(s => s.ReadToAsync(150)));
        output.WriteLine($"90 tokens of each session {Stopwatch.GetElapsedTime(cut).TotalMilliseconds:0} ms after the cut; longest gap {streams.Max(s => s.LongestGap).TotalMilliseconds:0.0} ms");
        proxy.Release();
        await Task.WhenAll(streams.Select(s => s.ReadToAsync(250)));

        Assert.Equal(sessions.Select(s => TestModels.Expected(s.Tokens, Sampled, 250, endTokens: [])), streams.Select(s => s.Tokens));
        await standby.DisposeAsync();
    }

    /// <summary>Sessions must go on by themselves: the grid opens none of them again.</summary>
    private async Task RunAsync(int place, int scouts, bool late, bool warm)
    {
        await using var triad = await TriadGrid.StartAsync(scouts, delay: TimeSpan.FromMilliseconds(1));
        var standby = await triad.StartNodeAsync(SwarmLayer.Prime);
        if (!late)
            await triad.MirrorAsync(standby, warm);
        var sessions = Enumerable.Range(0, 4).Select(i => triad.Session(TestModels.Prompts[i % 2], Sampled, 200, SpeculationPlan.Rounds(scouts * 4)) with { EndTokens = [] }).ToArray();
        var streams = sessions.Select(s => new Stream(triad, s)).ToArray();
        foreach (var session in sessions)
        {
            triad.Open(session);
            if (scouts > 0)
                triad.Draft(triad.Scouts[0], session);
        }

        await Task.WhenAll(streams.Select(s => s.ReadToAsync(20)));
        if (late)
            await triad.MirrorAsync(standby, warm);
        await Task.WhenAll(streams.Select(s => s.ReadToAsync(40)));
        var lost = triad.Members[place];
        await lost.DisposeAsync();
        await triad.PromoteAsync(place, standby);
        var promoted = Stopwatch.GetTimestamp();
        try
        {
            await Task.WhenAll(streams.Select(s => s.ReadToAsync(200)));
        }
        catch (TimeoutException)
        {
            Assert.Fail(triad.Grid.Unasked());
        }

        output.WriteLine($"longest gap {streams.Max(s => s.LongestGap).TotalMilliseconds:0.0} ms; whole after {Stopwatch.GetElapsedTime(promoted).TotalMilliseconds:0} ms");
        var expected = sessions.Select(s => TestModels.Expected(s.Tokens, Sampled, 200, endTokens: [])).ToArray();
        Assert.Equal(expected, streams.Select(s => s.Tokens));
        Assert.DoesNotContain(triad.Members, m => m == lost);
    }

    /// <summary>What the grid's session would commit.</summary>
    private sealed class Stream(TriadGrid triad, OpenSession session)
    {
        private readonly SessionLog _log = new(session.Tokens, []);
        private long _heard = Stopwatch.GetTimestamp();

        public TimeSpan LongestGap { get; private set; }

        public int[] Tokens => _log.From(0);

        public async Task ReadToAsync(int count)
        {
            var reader = triad.Grid.Verdicts(session.Session).Reader;
            while (_log.Count < count)
            {
                var verdict = await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));
                if (_log.Commit(verdict) == 0)
                    continue;
                var gap = Stopwatch.GetElapsedTime(_heard);
                _heard = Stopwatch.GetTimestamp();
                LongestGap = gap > LongestGap && _log.Count > 20 ? gap : LongestGap;
            }
        }
    }
}
