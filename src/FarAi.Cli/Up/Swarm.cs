using System.Collections.Concurrent;
using System.Security.Cryptography;
using FarAi.ControlSilo;

namespace FarAi.Cli.Up;

/// <summary>The node processes of one grid.</summary>
internal sealed class Swarm : IAsyncDisposable
{
    /// <summary>A node that dies this often in a row before the grid is ready will never start.</summary>
    private const int Hopeless = 3;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _events = new();
    private readonly TaskCompletionSource<StartFailedException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private readonly TextWriter? _echo;
    private volatile bool _ready;

    private Swarm(UpSettings settings, string token, TimeProvider time)
    {
        _echo = settings.Verbose ? TextWriter.Synchronized(Console.Error) : null;
        Nodes = [.. NodeSpec.Of(settings).Select(spec => new NodeProcess(spec, token, new NodeOutput(spec.Name, _echo), OnEnded, time))];
        _running = Task.WhenAll(Nodes.Select(GuardAsync));
    }

    /// <summary>The processes.</summary>
    public IReadOnlyList<NodeProcess> Nodes { get; }

    /// <summary>Ends when the nodes can't be started.</summary>
    public Task<StartFailedException> Failed => _failed.Task;

    /// <summary>A secret for nodes to join with, new for every grid: 256 random bits.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Starts every node at once.</summary>
    public static Swarm Start(UpSettings settings, string token, TimeProvider time) => new(settings, token, time);

    /// <summary>From now on a node that dies is only started again.</summary>
    public void MarkReady() => _ready = true;

    /// <summary>What happened to nodes since the last call, one line each.</summary>
    public IEnumerable<string> TakeEvents()
    {
        while (_events.TryDequeue(out var line))
            yield return line;
    }

    /// <summary>Asks every node to leave and kills those that don't.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task GuardAsync(NodeProcess node)
    {
        try
        {
            await node.RunAsync(_stop.Token);
        }
        catch (StartFailedException exception)
        {
            _failed.TrySetResult(exception);
        }
    }

    private void OnEnded(NodeProcess node, string line)
    {
        _events.Enqueue(line);
        if (_ready || node.DiedYoung < Hopeless)
            return;
        var reason = node.Output.Last() ?? "it printed nothing";
        if (!_failed.TrySetResult(new StartFailedException(ExitCodes.Nodes, $"{node.Spec.Name} does not start: {reason}")) || _echo is not null)
            return;
        foreach (var printed in node.Output.Take())
            Console.Error.WriteLine($"[{node.Spec.Name}] {printed}");
    }
}
