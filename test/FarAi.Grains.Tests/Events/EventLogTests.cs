using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FarAi.Core.Events;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Grains.Events;
using FarAi.Grains.Tests.Fixture;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace FarAi.Grains.Tests.Events;

/// <summary>A region's log over the grains that write to it.</summary>
public sealed class EventLogTests
{
    [Fact]
    public async Task Follower_GetsEachEventOnceAndHearsThatTheLogLives()
    {
        await using var cluster = await GridCluster.Start();
        var log = cluster.Grains.GetGrain<IEventLogGrain>("north");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var chunks = log.Read(0, deadline.Token).GetAsyncEnumerator(deadline.Token);

        Assert.Empty((await Next(chunks)).Events);
        await log.Append([Joined("a"), Joined("b")]);
        var seen = new List<GridEvent>();
        while (seen.Count < 2)
            seen.AddRange((await Next(chunks)).Events);
        await log.Append([Joined("c")]); // sent later than it was read: one-way calls may overtake each other
        while (seen.Count < 3)
            seen.AddRange((await Next(chunks)).Events);

        Assert.Equal([(1, "a"), (2, "b"), (3, "c")], seen.Select(e => (e.Sequence, e.Text)));
        var quiet = await Next(chunks);
        Assert.Equal((0, 4L, true), (quiet.Events.Count, quiet.Next, quiet.IsLatest));
    }

    [Fact]
    public async Task KilledSilosLog_KeepsWhatWasStoredAndNumbersNothingTwice()
    {
        await using var cluster = await GridCluster.Start(o => o.EventWriteBehind = TimeSpan.FromMilliseconds(10), silos: 3);
        var log = cluster.Grains.GetGrain<IEventLogGrain>("north");
        await log.Append([Joined("a"), Joined("b")]);
        await Eventually.Is(() => Task.FromResult(Stored(cluster, log)), s => s == 2, "two events are stored");

        await cluster.Kill(cluster.SiloOf(log)!);
        var seen = await Patiently.Ask(() => Read(log, 0, 2));
        await log.Append([Joined("c")]);
        var later = await Patiently.Ask(() => Read(log, seen[^1].Sequence + 1, 1));

        Assert.Equal(["a", "b"], seen.Select(e => e.Text));
        Assert.Equal("c", Assert.Single(later).Text);
        Assert.True(later[0].Sequence > EventLog.Reserve, $"number {later[0].Sequence} may have been given to an event that was never stored");
    }

    [Fact]
    public async Task SiloThatEndsInGoodOrder_SaysSoAndKeepsItsEvents()
    {
        await using var cluster = await GridCluster.Start(o => o.EventWriteBehind = TimeSpan.FromMinutes(1), silos: 2);
        var log = cluster.Grains.GetGrain<IEventLogGrain>("local");
        await log.Append([Joined("a")]);
        await Read(log, 0, 1);
        var silo = cluster.SiloOf(log)!;

        await cluster.Stop(silo);
        var seen = await Patiently.Ask(() => Read(log, 0, 2));

        Assert.Equal("a", seen[0].Text);
        Assert.Contains(seen, e => e.Kind == GridEventKind.SiloEnded && e.Text.Contains(silo, StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnlyTheNewestEvents_AreStored()
    {
        await using var cluster = await GridCluster.Start(o => (o.EventWriteBehind, o.EventsStored) = (TimeSpan.FromMilliseconds(10), 2));
        var log = cluster.Grains.GetGrain<IEventLogGrain>("north");

        await log.Append([Joined("a"), Joined("b"), Joined("c")]);
        await Eventually.Is(() => Task.FromResult(Stored(cluster, log)), s => s == 2, "events are stored");

        Assert.Equal(["b", "c"], cluster.Store.Stored<EventLogState>("events", log.GetGrainId()).Events.Select(e => e.Text));
        Assert.Equal(3, (await Read(log, 0, 3)).Count);
    }

    [Fact]
    public async Task StoreThatFails_LeavesReadersAndWritersAlone()
    {
        await using var cluster = await GridCluster.Start(o => o.EventWriteBehind = TimeSpan.FromMilliseconds(10));
        var log = cluster.Grains.GetGrain<IEventLogGrain>("north");
        cluster.Store.Fails = new IOException("planted");

        await log.Append([Joined("a")]);
        await Read(log, 0, 1);
        await log.Append([Joined("b")]);

        Assert.Equal(["a", "b"], (await Read(log, 0, 2)).Select(e => e.Text));
    }

    [Fact]
    public async Task PrimeThatLeaves_IsTheWholeStoryOfAFailover()
    {
        await using var grid = await FakeGrid.Start();
        await grid.Add("standby", SwarmLayer.Prime);
        await Eventually.Is(grid.Triad.GetStatus, t => t.Standbys.Count == 1, "a standby");
        var before = await grid.Triad.GetStatus();

        await grid.Head(before).Leave();
        await grid.Phase(TriadPhase.Ready, before.Epoch + 1);

        var events = await ReadUntil(grid.Cluster.Grains.GetGrain<IEventLogGrain>("local"), GridEventKind.Failover);
        Assert.Equal(4, events.Count(e => e.Kind == GridEventKind.NodeJoined));
        Assert.Equal(
            [GridEventKind.TriadFormed, GridEventKind.TriadReady, GridEventKind.TriadMemberLost, GridEventKind.TriadPromoted, GridEventKind.TriadReady, GridEventKind.Failover],
            events.Where(e => e.Triad is not null).Select(e => e.Kind));
        var report = events[^1].Failover!;
        Assert.Equal((FailoverCause.NodeLeft, before.Head!.Node, before.Epoch + 1, 0), (report.Cause, report.Node, report.Epoch, report.Sessions));
        Assert.True(report.DetectedAt <= report.PromotedAt && report.PromotedAt <= report.ReadyAt, report.Describe());
        Assert.Equal(events.Single(e => e.Kind == GridEventKind.NodeLeft).Time, report.DetectedAt);
    }

    [Fact]
    public async Task PrimeThatLeavesInMidStream_IsCountedWithTheTimeToTheFirstToken()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var measured = new ConcurrentQueue<(string Name, string? Unit, double Value, object? Cause)>();
        using var listener = Listen(meters, measured);
        await using var cluster = await GridCluster.Start(o => o.Heartbeat = TimeSpan.FromSeconds(10), silo => silo.Services.AddSingleton(new FailoverInstruments(meters)));
        var grid = new FakeGrid(cluster);
        for (var i = 0; i < 4; i++)
            grid.Primes.Add(await grid.Add($"prime-{i}", SwarmLayer.Prime, generates: false));
        await grid.Phase(TriadPhase.Ready);
        await Eventually.Is(grid.Triad.GetStatus, t => t.Standbys.Count == 1, "a standby");
        var request = FakeGrid.Request(1, maxTokens: 12);
        var start = await grid.Session(request).Start(request);
        await grid.Primes[0].Verdict(request.Session, start.Epoch, 3, 7);
        await FakeGrid.ReadFirst(grid.Session(request), 7);

        await grid.Head(await grid.Triad.GetStatus()).Leave();
        await grid.Phase(TriadPhase.Ready, start.Epoch + 1);
        var after = await grid.Triad.GetStatus();
        await grid.Head(after).Next<OpenSession>();
        await grid.Primes[0].Verdict(request.Session, after.Epoch, 10, 2);

        var events = await ReadUntil(cluster.Grains.GetGrain<IEventLogGrain>("local"), GridEventKind.Failover);
        Assert.Equal([GridEventKind.SessionReopened, GridEventKind.SessionRecovered], events.Where(e => e.Session == request.Session).Select(e => e.Kind));
        var report = events[^1].Failover!;
        Assert.Equal((1, FailoverCause.NodeLeft, events.Single(e => e.Kind == GridEventKind.SessionRecovered).Time), (report.Sessions, report.Cause, report.FirstTokenAt));
        Assert.Equal(
            [("farai.failovers", "{failover}", 1.0, "node_left"), ("farai.failover.duration", "s", report.Duration.TotalSeconds, "node_left")], measured);
    }

    [Fact]
    public async Task SessionThatNoTriadGoesOnWith_IsToldAsFailed()
    {
        await using var grid = await FakeGrid.Start(generates: false, configure: o => o.RecoveryTimeout = TimeSpan.FromSeconds(1));
        var request = FakeGrid.Request(1);
        await grid.Session(request).Start(request);

        await grid.Primes[0].Leave();

        var events = await ReadUntil(grid.Cluster.Grains.GetGrain<IEventLogGrain>("local"), GridEventKind.SessionFailed);
        Assert.Equal(request.Session, events[^1].Session);
        Assert.Contains(events, e => e.Kind == GridEventKind.TriadWaiting);
    }

    private static MeterListener Listen(IMeterFactory meters, ConcurrentQueue<(string Name, string? Unit, double Value, object? Cause)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == FailoverInstruments.MeterName && instrument.Meter.Scope == meters)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => measured.Enqueue((i.Name, i.Unit, v, tags[0].Value)));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => measured.Enqueue((i.Name, i.Unit, v, tags[0].Value)));
        listener.Start();
        return listener;
    }

    internal static async Task<List<GridEvent>> ReadUntil(IEventLogGrain log, GridEventKind last)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var events = new List<GridEvent>();
        await foreach (var chunk in log.Read(0, deadline.Token))
        {
            events.AddRange(chunk.Events);
            if (events.Exists(e => e.Kind == last))
                return events;
        }

        throw new InvalidOperationException("a log has no end");
    }

    private static async Task<List<GridEvent>> Read(IEventLogGrain log, long from, int count)
    {
        using var leave = new CancellationTokenSource();
        var chunks = log.Read(from, leave.Token).GetAsyncEnumerator(leave.Token);
        var events = new List<GridEvent>();
        while (events.Count < count)
            events.AddRange((await Next(chunks)).Events);
        await leave.CancelAsync(); // not disposed: that would wait for a silo that may be dead
        return events;
    }

    private static async Task<EventChunk> Next(IAsyncEnumerator<EventChunk> chunks)
    {
        Assert.True(await chunks.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1)));
        return chunks.Current;
    }

    private static int Stored(GridCluster cluster, IEventLogGrain log) =>
        cluster.Store.Has("events", log.GetGrainId()) ? cluster.Store.Stored<EventLogState>("events", log.GetGrainId()).Events.Count : 0;

    private static GridEvent Joined(string text) => new() { Time = TimeProvider.System.GetUtcNow(), Kind = GridEventKind.NodeJoined, Region = "north", Text = text };
}
