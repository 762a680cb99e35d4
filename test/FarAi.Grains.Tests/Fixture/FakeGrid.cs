using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;
using FarAi.Grains.Regions;
using FarAi.Grains.Sessions;
using FarAi.Grains.Triads;
using Orleans.Runtime;

namespace FarAi.Grains.Tests.Fixture;

/// <summary>Three fake Primes with a ready triad, and whoever else a test adds.</summary>
internal sealed class FakeGrid(GridCluster cluster) : IAsyncDisposable
{
    public GridCluster Cluster { get; } = cluster;

    public IRegionGrain Region => Cluster.Grains.GetGrain<IRegionGrain>("local");

    public ITriadGrain Triad => Cluster.Grains.GetGrain<ITriadGrain>("local/far-tiny/t1");

    public List<FakeNode> Primes { get; } = [];

    /// <summary>Starts one.</summary>
    /// <param name="generates">Whether its nodes answer sessions.</param>
    /// <param name="database">A file that outlives it.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="configure">Changes the grains' options.</param>
    /// <param name="pause">How long each round takes.</param>
    /// <param name="keeps">Whether nodes outlive the grid, with all that they have: those of the next one are the same.</param>
    public static async Task<FakeGrid> Start(bool generates = true, string? database = null, short silos = 1, Action<GrainsOptions>? configure = null, TimeSpan pause = default,
        bool keeps = false)
    {
        var grid = new FakeGrid(await GridCluster.Start(
            o =>
            {
                o.Heartbeat = TimeSpan.FromSeconds(10);
                configure?.Invoke(o);
            },
            database: database, silos: silos));
        for (var i = 0; i < 3; i++)
            grid.Primes.Add(await grid.Add($"prime-{i}", SwarmLayer.Prime, generates, pause, keeps));
        await grid.Phase(TriadPhase.Ready);
        return grid;
    }

    public Task<FakeNode> Add(string id, SwarmLayer layer, bool generates = true, TimeSpan pause = default, bool keeps = false) =>
        new FakeNode(Cluster.Grains, id, layer) { Generates = generates, Pause = pause, Incarnation = keeps ? $"the run of {id}" : null }.Join();

    /// <summary>Kills the silo on which the grain is active.</summary>
    public Task KillSiloOf(IAddressable grain) => Cluster.Kill(Cluster.SiloOf(grain) ?? throw new InvalidOperationException($"{grain} was never called"));

    public Task<RegionStatus> Phase(TriadPhase phase, long epoch = 0) => Eventually.Is(
        Region.GetStatus, s => s.Triads.Any(t => t.Phase == phase && t.Epoch >= epoch), $"a triad that is {phase} in epoch {epoch}");

    public FakeNode Head(TriadView triad) => Primes.Single(p => p.Id == triad.Head!.Node);

    public FakeNode Tail(TriadView triad) => Primes.Single(p => p.Id == triad.Tail!.Node);

    public ISessionGrain Session(SessionRequest request) => Cluster.Grains.GetGrain<ISessionGrain>(request.Session.ToString());

    public static SessionRequest Request(ulong id, int maxTokens = 20, IReadOnlyList<string>? stop = null, int? gamma = null) => new()
    {
        Session = new SessionId(id),
        Model = "far-tiny",
        Prompt = [1, 2, 3],
        Sampling = SamplingParameters.Greedy,
        MaxTokens = maxTokens,
        Stop = stop ?? [],
        Gamma = gamma,
    };

    public static async Task<List<SessionChunk>> ReadAll(ISessionGrain session, int from = 0)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var chunks = new List<SessionChunk>();
        await foreach (var chunk in session.Read(from, deadline.Token))
            chunks.Add(chunk);
        return chunks;
    }

    /// <summary>Waits until that many tokens are committed. A verdict is a one-way call: nothing else says that it arrived.</summary>
    public static async Task ReadFirst(ISessionGrain session, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var seen = 0;
        await foreach (var chunk in session.Read(0, deadline.Token))
        {
            seen += chunk.Tokens.Count;
            if (seen >= count)
                return;
        }

        Assert.Fail($"the stream ended after {seen} of {count} tokens");
    }

    public static int[] Expected(int count, int from = 0) => [.. Enumerable.Range(3 + from, count - from).Select(FakeNode.TokenAt)];

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
