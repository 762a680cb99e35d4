using System.Threading.Channels;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Grains.Nodes;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>A node's grain that remembers what it is told.</summary>
internal sealed class FakeNodeGrain : INodeGrain
{
    public const long Connection = 7;

    private readonly Channel<string> _log = Channel.CreateUnbounded<string>();

    public INodeLink? Link { get; private set; }

    public NodeRegistration? Registration { get; private set; }

    /// <summary>Delivered before the answer to the registration, as the real grain may.</summary>
    public NodeCommand? EarlyCommand { get; set; }

    public Task RegisterGate { get; set; } = Task.CompletedTask;

    public Exception? Fails { get; set; }

    /// <summary>What the next reports are answered; afterwards, that all is well.</summary>
    public Queue<ConnectionStanding> Standings { get; } = new();

    public List<string?> Attempts { get; } = [];

    public NodeStatus? Status { get; set; }

    public Task<string> NextAsync() => _log.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async Task<NodeRegistered> Register(NodeRegistration registration, INodeLink link, string? attempt = null)
    {
        (Registration, Link) = (registration, link);
        Attempts.Add(attempt);
        Say("register");
        if (EarlyCommand is { } command)
            await link.Deliver(command);
        await RegisterGate;
        return Fails is { } exception ? throw exception : new NodeRegistered(Connection, new NodeAdmission(SwarmLayer.Prime, TimeSpan.FromSeconds(2)));
    }

    public Task Disconnected(long connection, string reason)
    {
        Say($"disconnected {connection}");
        return Task.CompletedTask;
    }

    public Task<ConnectionStanding> OnEvent(long connection, NodeEvent report)
    {
        Say($"event {connection} {report.GetType().Name}");
        return Fails is { } exception ? Task.FromException<ConnectionStanding>(exception) : Task.FromResult(Standings.TryDequeue(out var standing) ? standing : ConnectionStanding.Current);
    }

    public Task<bool> Send(NodeCommand command) => Task.FromResult(false);

    public Task Assign(TriadId? triad, TriadRole? role) => Task.CompletedTask;

    public Task<NodeStatus> GetStatus() => Status is { } status ? Task.FromResult(status) : Task.FromException<NodeStatus>(new TimeoutException("planted"));

    private void Say(string what) => _log.Writer.TryWrite(what);
}
