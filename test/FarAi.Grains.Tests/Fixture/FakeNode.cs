using System.Threading.Channels;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Grains.Nodes;
using FarAi.Grains.Sessions;
using FarAi.Grains.Triads;
using Orleans;

namespace FarAi.Grains.Tests.Fixture;

/// <summary>A node that does what it is told at once, and "computes" the token 100 + position mod 500.</summary>
internal sealed class FakeNode(IGrainFactory grains, string id, SwarmLayer layer) : INodeLink
{
    private readonly Channel<NodeCommand> _commands = Channel.CreateUnbounded<NodeCommand>();
    private readonly TaskCompletionSource<long> _connection = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private INodeLink? _reference;
    private (long Epoch, NodeId Node) _tail;

    public NodeId Id { get; } = new(id);

    public INodeGrain Grain => grains.GetGrain<INodeGrain>(id);

    public long Connection => _connection.Task.Result;

    public TaskCompletionSource<string> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether sessions are answered with verdicts; otherwise the test gives them.</summary>
    public bool Generates { get; init; } = true;

    /// <summary>The run of its program; null for one that keeps nothing when its link breaks.</summary>
    public string? Incarnation { get; init; }

    /// <summary>Whether the grid goes on with what it had.</summary>
    public bool Continues { get; private set; }

    /// <summary>Whether shards are reported ready.</summary>
    public bool Loads { get; init; } = true;

    /// <summary>Whether the link stands; false for one that is gone without a word.</summary>
    public bool Linked { get; set; } = true;

    /// <summary>How long each round of a generation takes.</summary>
    public TimeSpan Pause { get; init; }

    public int VerdictSize { get; init; } = 3;

    public static int TokenAt(int position) => 100 + (position % 500);

    public async Task<FakeNode> Join()
    {
        _reference = grains.CreateObjectReference<INodeLink>(this);
        var registered = await Grain.Register(new NodeRegistration(Machine, layer, new Uri($"ws://127.0.0.1/{id}"), "test", Incarnation: Incarnation), _reference);
        Continues = registered.Admission.Continues;
        _connection.SetResult(registered.Connection);
        return this;
    }

    public Task Leave(string reason = "killed") => Grain.Disconnected(Connection, reason);

    /// <summary>A command may overtake the answer to the registration, as it may on a link.</summary>
    public async Task Report(NodeEvent report)
    {
        var connection = await _connection.Task;
        await Patiently.Ask(() => Grain.OnEvent(connection, report));
    }

    /// <summary>Obeys apart: a link takes a command and does not wait for what the node makes of it.</summary>
    public Task Deliver(NodeCommand command)
    {
        _commands.Writer.TryWrite(command);
        _ = Obey(command);
        return Task.CompletedTask;
    }

    public Task<bool> Confirm(NodeId node, long connection) =>
        Task.FromResult(Linked && node == Id && _connection.Task.IsCompleted && connection == Connection);

    private async Task Obey(NodeCommand command)
    {
        switch (command)
        {
            case LoadShard load when Loads:
                await Report(new ShardReady(load.Triad, load.Epoch, load.Role));
                break;
            case LoadDraft load:
                await Report(new DraftReady(load.Model.Model));
                break;
            case OpenSession open when Generates:
                await Generate(open);
                break;
            case ResendVerdicts resend when Generates: // the head "computes", and the tail has never heard of it
                await Report(new SessionFault(resend.Session, resend.Epoch, "unknown"));
                break;
        }
    }

    public Task Close(string reason)
    {
        Closed.TrySetResult(reason);
        return Task.CompletedTask;
    }

    /// <summary>The next command of a kind; others before it are passed over.</summary>
    public async Task<T> Next<T>()
        where T : NodeCommand
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (; ; )
        {
            if (await _commands.Reader.ReadAsync(deadline.Token) is T command)
                return command;
        }
    }

    /// <summary>Whether a command of a kind waits; others before it are passed over.</summary>
    public bool Has<T>()
        where T : NodeCommand
    {
        while (_commands.Reader.TryRead(out var command))
        {
            if (command is T)
                return true;
        }

        return false;
    }

    /// <summary>A verdict in the name of the triad's present tail.</summary>
    public async Task Verdict(SessionId session, long epoch, int start, int count, FinishReason finish = FinishReason.None)
    {
        // Real nodes know their triad without asking, and so does this one once it has asked.
        if (_tail.Epoch != epoch && await Patiently.Ask(grains.GetGrain<ITriadGrain>("local/far-tiny/t1").GetStatus) is var triad)
            _tail = (triad.Epoch, triad.Tail!.Node);
        await grains.GetGrain<ISessionGrain>(session.ToString()).OnVerdict(_tail.Node, new Verdict
        {
            Session = session,
            Epoch = epoch,
            Start = start,
            Tokens = [.. Enumerable.Range(start, count).Select(TokenAt)],
            Finish = finish,
            Drafted = count,
            Accepted = count - 1,
        });
    }

    private async Task Generate(OpenSession open)
    {
        var end = open.PromptLength + open.MaxTokens;
        for (var at = open.Tokens.Count; at < end; at += VerdictSize)
        {
            var count = Math.Min(VerdictSize, end - at);
            if (Pause > TimeSpan.Zero)
                await Task.Delay(Pause);
            await Verdict(open.Session, open.Epoch, at, count, at + count >= end ? FinishReason.Length : FinishReason.None);
        }
    }

    private static readonly HardwareFingerprint Machine = new()
    {
        OperatingSystem = "test",
        Architecture = "X64",
        CpuModel = "test",
        LogicalCores = 2,
        InstructionSets = [],
        MemoryBytes = 8L << 30,
        AvailableMemoryBytes = 8L << 30,
        StorageFreeBytes = 1L << 30,
        Gpus = [],
        ComputeFlops = 1e10,
        MemoryBandwidth = 1e10,
    };
}
