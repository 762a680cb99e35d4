#if !GRAINHOST_ORLEANS // the in-process host only: a store that outlives the silo without a database server
using System.Diagnostics;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Sessions;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Sessions;

public sealed class SessionRestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("farai-restart-");

    private string Database => Path.Combine(_folder.FullName, "farai.db");

    [Fact]
    public async Task ControlPlaneRestarted_TheReaderFindsItsTokensAndTheGenerationGoesOn()
    {
        var request = FakeGrid.Request(1, maxTokens: 12);
        long epoch;
        await using (var before = await FakeGrid.Start(generates: false, Database))
        {
            var start = await before.Session(request).Start(request);
            epoch = start.Epoch;
            await before.Primes[0].Verdict(request.Session, epoch, 3, 7);
            await FakeGrid.ReadFirst(before.Session(request), 7);
            await Eventually.Is(() => Task.FromResult(Stored()), stored => stored.Contains("[103,104,105,106,107,108,109]", StringComparison.Ordinal), "seven tokens are stored");
        }

        await using var after = await FakeGrid.Start(generates: false, Database);
        await FakeGrid.ReadFirst(after.Session(request), 7);
        var triad = await after.Triad.GetStatus();
        var open = await after.Head(triad).Next<OpenSession>();
        await after.Primes[0].Verdict(request.Session, triad.Epoch, 10, 5, FinishReason.Length);

        Assert.True(triad.Epoch > epoch, "the nodes' links ended with the process: the triad formed anew");
        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(7)], open.Tokens);
        Assert.Equal(FakeGrid.Expected(12), (await FakeGrid.ReadAll(after.Session(request))).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task ControlPlaneRestartedWhileItsNodesLiveOn_TheTriadGoesOnAndTheTailIsAsked()
    {
        var request = FakeGrid.Request(1, maxTokens: 12);
        TriadView formed;
        await using (var before = await FakeGrid.Start(generates: false, Database, keeps: true))
        {
            await before.Session(request).Start(request);
            formed = await before.Triad.GetStatus();
            await before.Tail(formed).Verdict(request.Session, formed.Epoch, 3, 7);
            await FakeGrid.ReadFirst(before.Session(request), 7);
            await Eventually.Is(() => Task.FromResult(Stored()), stored => stored.Contains("[103,104,105,106,107,108,109]", StringComparison.Ordinal), "seven tokens are stored");
        }

        await using var after = await FakeGrid.Start(generates: false, Database, keeps: true);
        Assert.All(after.Primes, p => Assert.True(p.Continues));
        await FakeGrid.ReadFirst(after.Session(request), 7);
        var triad = await after.Triad.GetStatus();
        Assert.Equal((formed.Epoch, formed.ScoutKey), (triad.Epoch, triad.ScoutKey));
        Assert.Equal(formed.Members, triad.Members);
        Assert.Equal(10, (await after.Tail(triad).Next<ResendVerdicts>()).Known);
        await after.Tail(triad).Verdict(request.Session, triad.Epoch, 10, 5, FinishReason.Length);

        Assert.Equal(FakeGrid.Expected(12), (await FakeGrid.ReadAll(after.Session(request))).SelectMany(c => c.Tokens));
    }

    [Fact]
    public async Task ControlPlaneRestarted_ANodeThatDoesNotComeBackLosesItsPlace()
    {
        await using (await FakeGrid.Start(database: Database, keeps: true))
        {
            // only what it stores is wanted
        }

        await using var after = new FakeGrid(await GridCluster.Start(o => o.Heartbeat = TimeSpan.FromSeconds(30), database: Database));
        Assert.Equal(TriadPhase.Ready, (await after.Triad.GetStatus()).Phase);
        foreach (var id in (string[])["prime-0", "prime-2"])
            after.Primes.Add(await after.Add(id, SwarmLayer.Prime, keeps: true)); // held: the host refers to observers weakly
        Assert.All(after.Primes, p => Assert.True(p.Continues));

        await after.Phase(TriadPhase.Waiting);
        Assert.Equal(["prime-0", "prime-2"], (await after.Triad.GetStatus()).Members.Select(m => m.Address.Node.Value).Order());
        after.Primes.Add(await after.Add("prime-1", SwarmLayer.Prime, keeps: true));
        Assert.False(after.Primes[^1].Continues);
        await after.Phase(TriadPhase.Ready);
    }

    [Fact]
    public async Task ControlPlaneRestarted_AnEndedSessionTellsTheSameUsage()
    {
        var request = FakeGrid.Request(1, maxTokens: 12);
        SessionUsage? told;
        await using (var before = await FakeGrid.Start(database: Database))
        {
            await before.Session(request).Start(request);
            told = (await FakeGrid.ReadAll(before.Session(request)))[^1].Usage;
            await Eventually.Is(before.Region.GetStatus, r => r.Sessions == 0, "the end is stored");
        }

        await using var after = await FakeGrid.Start(database: Database);
        Assert.Equal(told, (await FakeGrid.ReadAll(after.Session(request), from: 5))[^1].Usage);
        Assert.Equal(told, (await after.Session(request).Resume()).Usage);
        Assert.Equal((12, 12L), (told!.CompletionTokens, told.DraftedTokens));
    }

    [Fact]
    public async Task ControlPlaneRestartedAfterTheRetention_TheFirstWhoAsksFindsNothing()
    {
        var request = FakeGrid.Request(1, maxTokens: 12);
        await using (var before = await FakeGrid.Start(database: Database))
        {
            await before.Session(request).Start(request);
            await FakeGrid.ReadAll(before.Session(request));
            await Eventually.Is(before.Region.GetStatus, r => r.Sessions == 0, "the end is stored");
        }

        var ended = Stopwatch.GetTimestamp();
        await Eventually.Is(() => Task.FromResult(Stopwatch.GetElapsedTime(ended)), e => e > TimeSpan.FromSeconds(1), "the retention is over");
        await using var after = await FakeGrid.Start(database: Database, configure: o => o.Retention = TimeSpan.FromSeconds(1));
        Assert.Null((await after.Session(request).Resume()).Request);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Stored()
    {
        // Whatever SQLite has on disk, its write-ahead log included.
        var text = new System.Text.StringBuilder();
        foreach (var file in _folder.GetFiles())
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
#endif
