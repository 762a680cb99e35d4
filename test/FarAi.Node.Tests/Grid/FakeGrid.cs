using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Link;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Tests.Grid;

/// <summary>The grid's end of the nodes' links on a real Kestrel: admits, commands, and keeps what nodes report.</summary>
internal sealed class FakeGrid : ILinkHandler, IAsyncDisposable
{
    public const string Token = "a token for tests of 128 bits";

    private readonly ConcurrentDictionary<NodeId, LinkConnection> _links = new();
    private readonly ConcurrentDictionary<SessionId, Channel<Verdict>> _verdicts = new();
    private readonly ConcurrentDictionary<NodeId, Channel<NodeRegistration>> _joins = new();
    private readonly List<(Func<NodeId, NodeEvent, bool> Match, TaskCompletionSource<NodeEvent> Source)> _awaited = [];
    private readonly List<(NodeId Node, NodeEvent Event)> _events = [];
    private readonly NodeIdentity _identity = NodeIdentity.CreateEphemeral();
    private readonly TimeSpan _delay;
    private WebApplication? _app;

    private FakeGrid(TimeSpan delay) => _delay = delay;

    /// <summary>Whether nodes that come again are told that the grid goes on with what they have.</summary>
    public bool Continues { get; set; }

    public Uri Endpoint { get; private set; } = new("ws://127.0.0.1");

    public static async Task<FakeGrid> StartAsync(TimeSpan delay = default, int port = 0)
    {
        var grid = new FakeGrid(delay);
        await grid.ListenAsync(port);
        return grid;
    }

    public void OnFrame(LinkConnection link, in Frame frame)
    {
        if (frame.Kind == FrameKind.Register && ControlPayload.TryRead(frame.Payload.Span, out NodeRegistration? registration))
        {
            _links[link.Peer] = link;
            link.SendAdmission(new NodeAdmission(registration.ForcedLayer ?? SwarmLayer.Prime, TimeSpan.FromMilliseconds(200), Continues));
            Joins(link.Peer).Writer.TryWrite(registration);
        }
        else if (frame.Kind == FrameKind.Event && ControlPayload.TryRead(frame.Payload.Span, out NodeEvent? report))
        {
            Record(link.Peer, report);
        }
        else if (frame.Kind == FrameKind.Verdict && VerdictPayload.TryRead(frame.Payload.Span, frame.Session, out var verdict))
        {
            Verdicts(verdict.Session).Writer.TryWrite(verdict);
        }
        else
        {
            throw new LinkException(LinkError.Malformed, "the fake grid can't read it");
        }
    }

    public void OnClosed(LinkConnection link, LinkError? error, string reason) =>
        _links.TryRemove(new KeyValuePair<NodeId, LinkConnection>(link.Peer, link));

    public Channel<Verdict> Verdicts(SessionId session) =>
        _verdicts.GetOrAdd(session, _ => Channel.CreateUnbounded<Verdict>());

    public void Send(NodeId node, NodeCommand command) => _links[node].SendCommand(command);

    /// <summary>What nodes reported and nobody asked for.</summary>
    public string Unasked()
    {
        lock (_events)
            return string.Join('\n', _events.Where(e => e.Event is not NodeHeartbeat).Select(e => $"{e.Node.Brief}: {e.Event}"));
    }

    public Task DropAsync(NodeId node) => _links[node].CloseAsync(null, "the test drops it");

    /// <summary>An event of a node that was not asked for before; <paramref name="fresh"/> ones come after the call.</summary>
    public async Task<T> EventAsync<T>(NodeId node, Func<T, bool>? match = null, bool fresh = false)
        where T : NodeEvent
    {
        var source = new TaskCompletionSource<NodeEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool Match(NodeId from, NodeEvent report) => from == node && report is T wanted && (match is null || match(wanted));
        lock (_events)
        {
            var seen = fresh ? -1 : _events.FindIndex(e => Match(e.Node, e.Event));
            if (seen >= 0)
            {
                var found = _events[seen].Event;
                _events.RemoveAt(seen);
                return (T)found;
            }

            _awaited.Add((Match, source));
        }

        return (T)await source.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>The next time that a node joins.</summary>
    public async Task<NodeRegistration> JoinAsync(NodeId node) =>
        await Joins(node).Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            await app.StopAsync(timeout.Token);
            await app.DisposeAsync();
        }

        _identity.Dispose();
    }

    private Channel<NodeRegistration> Joins(NodeId node) => _joins.GetOrAdd(node, _ => Channel.CreateUnbounded<NodeRegistration>());

    private void Record(NodeId node, NodeEvent report)
    {
        lock (_events)
        {
            var waiting = _awaited.FindIndex(a => a.Match(node, report));
            if (waiting < 0)
            {
                _events.Add((node, report));
                return;
            }

            _awaited[waiting].Source.SetResult(report);
            _awaited.RemoveAt(waiting);
        }
    }

    private async Task ListenAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        _app = builder.Build();
        var server = new LinkServer(
            _identity, hello => hello.Role == LinkRole.Node ? LinkCredentials.SecretOf(Token) : null, this, new LinkOptions { InjectedDelay = _delay });
        _app.MapLink("/link", server);
        await _app.StartAsync();
        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Endpoint = new UriBuilder(bound) { Scheme = "ws", Path = "/link" }.Uri;
    }
}
