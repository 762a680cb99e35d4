using System.Net;
using System.Security.Cryptography;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Node.Tests.Grid;

/// <summary>Three members and scouts on loopback, with the grid's part played by hand.</summary>
internal sealed class TriadGrid : IAsyncDisposable
{
    private static readonly LayerRange[] Ranges = [new(0, 2), new(2, 4), new(4, 6)];
    private static readonly TriadRole[] Roles = [TriadRole.Head, TriadRole.Middle, TriadRole.Tail];
    private readonly TimeSpan _delay;
    private int _sessions;

    private TriadGrid(FakeGrid grid, TimeSpan delay) => (Grid, _delay) = (grid, delay);

    public FakeGrid Grid { get; }

    public TriadId Triad { get; } = new("triad-of-tests");

    public long Epoch { get; private set; }

    public List<NodeHost> Members { get; } = [];

    public List<NodeHost> Scouts { get; } = [];

    public NodeRegistration? Registration { get; private set; }

    public string MemberKey { get; private set; } = "";

    public string ScoutKey { get; private set; } = "";

    public static async Task<TriadGrid> StartAsync(int scouts = 1, TimeSpan delay = default, double draftErrors = 0)
    {
        var triad = new TriadGrid(await FakeGrid.StartAsync(delay), delay);
        var members = Enumerable.Range(0, 3).Select(_ => triad.StartNodeAsync(SwarmLayer.Prime)).ToArray();
        triad.Members.AddRange(await Task.WhenAll(members));
        await triad.FormAsync();
        for (var i = 0; i < scouts; i++)
            await triad.AddScoutAsync(draftErrors);
        return triad;
    }

    public async Task<NodeHost> StartNodeAsync(SwarmLayer layer, double draftErrors = 0, long? memory = null, int port = 0, Uri? advertise = null)
    {
        var host = await NodeHost.StartAsync(new NodeOptions
        {
            Grid = Grid.Endpoint,
            EnrolmentToken = FakeGrid.Token,
            ForcedLayer = layer,
            InjectedDelay = _delay,
            DraftErrorRate = draftErrors,
            MemoryBytes = memory,
            Listen = new IPEndPoint(IPAddress.Loopback, port),
            Advertise = advertise,
        });
        Registration = await Grid.JoinAsync(host.Id);
        return host;
    }

    public async Task<NodeHost> AddScoutAsync(double draftErrors = 0)
    {
        var scout = await StartNodeAsync(SwarmLayer.Scout, draftErrors);
        Scouts.Add(scout);
        Grid.Send(scout.Id, new LoadDraft(TestModels.Draft));
        await Grid.EventAsync<DraftReady>(scout.Id);
        return scout;
    }

    /// <summary>Another node takes a place from the start, in a new epoch.</summary>
    public async Task ReplaceAsync(int place, NodeHost node)
    {
        await Members[place].DisposeAsync();
        Members[place] = node;
        await FormAsync();
    }

    /// <summary>A new epoch with new keys over the present members.</summary>
    public async Task FormAsync()
    {
        Epoch++;
        MemberKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        ScoutKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        for (var i = 0; i < 3; i++)
            Grid.Send(Members[i].Id, Shard(i));
        foreach (var member in Members)
            await Grid.EventAsync<ShardReady>(member.Id, e => e.Epoch == Epoch);
    }

    /// <summary>The node mirrors all three places; returns when it follows them, or, as a warm one, when it is ready to take them.</summary>
    public async Task MirrorAsync(NodeHost standby, bool warm = false)
    {
        for (var i = 0; i < 3; i++)
            Grid.Send(standby.Id, Shard(i) with { Mirrors = Address(Members[(i + 2) % 3]), Warm = warm });
        for (var i = 0; i < 3; i++)
            await Grid.EventAsync<ShardReady>(standby.Id, e => e.Epoch == Epoch && e.Role == Roles[i]);
    }

    /// <summary>The mirror takes a place, in a new epoch in which sessions go on.</summary>
    /// <param name="place">Which one.</param>
    /// <param name="standby">Who takes it.</param>
    /// <param name="ahead">How much sooner than the others it hears of it.</param>
    public async Task PromoteAsync(int place, NodeHost standby, TimeSpan ahead = default)
    {
        Epoch++;
        MemberKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        ScoutKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        Members[place] = standby;
        Grid.Send(standby.Id, Shard(place) with { Continues = true });
        await Task.Delay(ahead);
        for (var i = 0; i < 3; i++)
            Grid.Send(Members[i].Id, Shard(i) with { Continues = true });
    }

    public LoadShard Shard(int place) => new(
        Triad, Epoch, TestModels.Target, Ranges[place], Roles[place], Address(Members[(place + 1) % 3]), MemberKey, ScoutKey);

    public static PeerAddress Address(NodeHost node) => new(node.Id, node.PeerEndpoint);

    public OpenSession Session(IReadOnlyList<int> prompt, SamplingParameters sampling, int maxTokens, SpeculationPlan plan, IReadOnlyList<int>? tokens = null) =>
        new(new SessionId((ulong)Interlocked.Increment(ref _sessions)), Triad, Epoch, tokens ?? prompt, prompt.Count, maxTokens, TestModels.EndTokens, sampling, plan);

    /// <summary>The same session again from what is committed by now, in the present epoch.</summary>
    public OpenSession Resume(OpenSession session, IEnumerable<int> committed) =>
        session with { Epoch = Epoch, Tokens = [.. session.Tokens.Take(session.PromptLength), .. committed] };

    /// <summary>Waits for heartbeats that say that no member holds a session or a cache.</summary>
    public Task NothingHeldAsync() =>
        Task.WhenAll(Members.Select(m => Grid.EventAsync<NodeHeartbeat>(m.Id, b => b.Sessions == 0 && b.CacheBytes == 0, fresh: true)));

    public void Open(OpenSession session) => Grid.Send(Members[0].Id, session);

    public void Draft(NodeHost scout, OpenSession session, IReadOnlyList<int>? known = null, string? key = null) =>
        Grid.Send(scout.Id, new OpenDraft(
            session.Session, Triad, Epoch, TestModels.Draft, known ?? session.Tokens, session.Sampling, session.Plan,
            Address(Members[0]), Address(Members[2]), key ?? ScoutKey));

    /// <summary>The session's tokens to the end, checked to follow on without gap or repetition.</summary>
    public async Task<GeneratedRun> ReadAsync(OpenSession session, Func<int, Task>? onToken = null)
    {
        List<int> tokens = [];
        var (rounds, drafted, accepted) = (0, 0, 0);
        var reader = Grid.Verdicts(session.Session).Reader;
        while (true)
        {
            var verdict = await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal(session.Tokens.Count + tokens.Count, verdict.Start);
            tokens.AddRange(verdict.Tokens);
            (rounds, drafted, accepted) = (rounds + 1, drafted + verdict.Drafted, accepted + verdict.Accepted);
            if (verdict.Finish != FinishReason.None)
                return new GeneratedRun([.. tokens], rounds, drafted, accepted);
            if (onToken is not null)
                await onToken(tokens.Count);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Scouts.Concat(Members))
            await node.DisposeAsync();
        await Grid.DisposeAsync();
    }
}
