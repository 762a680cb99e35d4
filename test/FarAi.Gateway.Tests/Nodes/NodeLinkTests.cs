using System.Net.WebSockets;
using FarAi.Core.Identity;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Link;

namespace FarAi.Gateway.Tests.Nodes;

public sealed class NodeLinkTests : IAsyncLifetime
{
    private static readonly LoadDraft Draft = new(new ModelSource("far-tiny/draft", "/models", "d"));

    private readonly LinkedNode _node = new();
    private GatewayHost _host = null!;

    private FakeNodeGrain Grain => _host.Grid.Node(_node.Id);

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync(o => o.EnrolmentToken = LinkedNode.Token);

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Node_RegistersAndIsCommanded()
    {
        await RegisterAsync();
        Assert.Equal(LinkedNode.Registration.Software, Grain.Registration!.Software);
        Assert.Equal(LinkedNode.Registration.PeerEndpoint, Grain.Registration.PeerEndpoint);
        await Grain.Link!.Deliver(Draft);
        Assert.Equal(Draft, await _node.NextAsync<LoadDraft>());
    }

    [Fact]
    public async Task CommandBeforeTheAdmission_ReachesTheNodeAfterIt()
    {
        await _node.ConnectAsync(_host.Address);
        Grain.EarlyCommand = Draft;
        _node.Link.SendRegistration(LinkedNode.Registration);
        await _node.NextAsync<NodeAdmission>();
        Assert.Equal(Draft, await _node.NextAsync<LoadDraft>());
    }

    [Fact]
    public async Task Events_ReachTheNodeGrainInOrder_WithTheConnection()
    {
        await RegisterAsync();
        _node.Link.SendEvent(new DraftReady("d"));
        _node.Link.SendEvent(new ShardReady(new TriadId("t"), 1, TriadRole.Head));
        _node.Link.SendEvent(new NodeLeaving("bye"));
        Assert.Equal(["event 7 DraftReady", "event 7 ShardReady", "event 7 NodeLeaving"], [await Grain.NextAsync(), await Grain.NextAsync(), await Grain.NextAsync()]);
    }

    [Fact]
    public async Task EventsWhileTheGridRegisters_AreHeldBackAndThenDelivered()
    {
        var gate = new TaskCompletionSource();
        await _node.ConnectAsync(_host.Address);
        Grain.RegisterGate = gate.Task;
        _node.Link.SendRegistration(LinkedNode.Registration);
        _node.Link.SendEvent(new DraftReady("d"));
        Assert.Equal("register", await Grain.NextAsync());
        gate.SetResult();
        await _node.NextAsync<NodeAdmission>();
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
    }

    [Fact]
    public async Task Verdicts_ReachTheirSessionInOrder_EvenWhereCallsFail()
    {
        await RegisterAsync();
        var session = new SessionId(42);
        _host.Grid.VerdictFails = true;
        for (var i = 0; i < 500; i++)
            _node.Link.SendVerdict(new Verdict { Session = session, Epoch = 1, Start = i, Tokens = [i] });
        _node.Link.SendEvent(new DraftReady("marks the end"));
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
        Assert.Equal(Enumerable.Range(0, 500), _host.Grid.SessionOf(session).Verdicts.Select(v => v.Start));
        Assert.True(_node.Link.IsOpen);
    }

    [Fact]
    public async Task SessionFault_GoesToTheSession()
    {
        await RegisterAsync();
        _node.Link.SendEvent(new SessionFault(new SessionId(42), 5, "cache lost"));
        _node.Link.SendEvent(new DraftReady("marks the end"));
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
        Assert.Equal("5:cache lost", Assert.Single(_host.Grid.SessionOf(new SessionId(42)).Faults));
    }

    [Fact]
    public async Task FailingNodeGrain_LeavesTheLinkAlone()
    {
        await RegisterAsync();
        Grain.Fails = new InvalidOperationException("planted");
        _node.Link.SendEvent(new DraftReady("a"));
        _node.Link.SendEvent(new DraftReady("b"));
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
        await Grain.Link!.Deliver(Draft);
        await _node.NextAsync<LoadDraft>();
    }

    [Fact]
    public async Task GrainThatForgotTheConnection_GetsTheNodeAndTheReportAgain()
    {
        await RegisterAsync();
        Grain.Standings.Enqueue(Grains.Nodes.ConnectionStanding.Unknown);
        _node.Link.SendEvent(new DraftReady("d"));
        Assert.Equal(["event 7 DraftReady", "register", "event 7 DraftReady"], [await Grain.NextAsync(), await Grain.NextAsync(), await Grain.NextAsync()]);
        Assert.Equal(2, Grain.Attempts.Distinct().Count());
    }

    [Fact]
    public async Task GrainWhoseSiloDied_HearsTheReportAgain()
    {
        await RegisterAsync();
        Grain.Fails = new TimeoutException("planted");
        _node.Link.SendEvent(new DraftReady("d"));
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
        Grain.Fails = null;
        Assert.Equal("event 7 DraftReady", await Grain.NextAsync());
    }

    [Fact]
    public async Task Link_ConfirmsItsOwnNodeAndConnectionOnly()
    {
        await RegisterAsync();
        Assert.True(await Grain.Link!.Confirm(_node.Id, 7));
        Assert.False(await Grain.Link.Confirm(_node.Id, 6));
        Assert.False(await Grain.Link.Confirm(new NodeId("another"), 7));
        await _node.Link.CloseAsync(null, "bye");
        Assert.Equal("disconnected 7", await Grain.NextAsync());
        Assert.False(await Grain.Link.Confirm(_node.Id, 7));
        await Assert.ThrowsAsync<IOException>(() => Grain.Link.Deliver(Draft));
    }

    [Fact]
    public async Task LinkCloses_GrainHearsOfItAndTheObserverIsGone()
    {
        await RegisterAsync();
        await _node.Link.CloseAsync(null, "bye");
        Assert.Equal("disconnected 7", await Grain.NextAsync());
        while (_host.Grid.References > 0)
            await Task.Yield();
    }

    [Fact]
    public async Task LinkClosesWhileTheGridRegisters_GrainHearsOfItAfterwards()
    {
        var gate = new TaskCompletionSource();
        await _node.ConnectAsync(_host.Address);
        Grain.RegisterGate = gate.Task;
        _node.Link.SendRegistration(LinkedNode.Registration);
        Assert.Equal("register", await Grain.NextAsync());
        await _node.Link.CloseAsync(null, "bye");
        gate.SetResult();
        Assert.Equal("disconnected 7", await Grain.NextAsync());
    }

    [Fact]
    public async Task GrainCloses_NodeIsToldWhy()
    {
        await RegisterAsync();
        await Grain.Link!.Close("another connection took over");
        var (error, reason) = await _node.Closed;
        Assert.Equal(LinkError.Superseded, error);
        Assert.Contains("another connection took over", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RegistrationFails_NodeIsSentAway()
    {
        await _node.ConnectAsync(_host.Address);
        Grain.Fails = new InvalidOperationException("planted");
        _node.Link.SendRegistration(LinkedNode.Registration);
        var (error, reason) = await _node.Closed;
        Assert.Equal(LinkError.HandlerFault, error);
        Assert.DoesNotContain("planted", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventBeforeRegistration_ClosesTheLink()
    {
        await _node.ConnectAsync(_host.Address);
        _node.Link.SendEvent(new DraftReady("d"));
        Assert.Equal(LinkError.OutOfOrder, (await _node.Closed).Error);
    }

    [Fact]
    public async Task VerdictBeforeRegistration_ClosesTheLink()
    {
        await _node.ConnectAsync(_host.Address);
        _node.Link.SendVerdict(new Verdict { Session = new SessionId(1), Epoch = 1, Start = 0, Tokens = [1] });
        Assert.Equal(LinkError.OutOfOrder, (await _node.Closed).Error);
        Assert.Equal(0, _host.Grid.SessionCount);
    }

    [Fact]
    public async Task SecondRegistration_ClosesTheLink()
    {
        await RegisterAsync();
        _node.Link.SendRegistration(LinkedNode.Registration);
        Assert.Equal(LinkError.OutOfOrder, (await _node.Closed).Error);
        Assert.Equal("disconnected 7", await Grain.NextAsync());
    }

    [Theory]
    [InlineData(FrameKind.Register)]
    [InlineData(FrameKind.Event)]
    [InlineData(FrameKind.Verdict)]
    public async Task GarbagePayload_ClosesTheLinkAsMalformed(FrameKind kind)
    {
        if (kind == FrameKind.Register)
            await _node.ConnectAsync(_host.Address);
        else
            await RegisterAsync();
        _node.Link.Send(kind, 1, "{\"kind\":\"no-such\"}"u8);
        Assert.Equal(LinkError.Malformed, (await _node.Closed).Error);
    }

    [Theory]
    [InlineData("wrong", "grid", LinkRole.Node, LinkError.EnrolmentToken)]
    [InlineData(LinkedNode.Token, "other", LinkRole.Node, LinkError.UnknownScope)]
    [InlineData(LinkedNode.Token, "grid", LinkRole.Member, LinkError.UnknownScope)]
    public async Task WrongCredentials_AreRefusedByName(string token, string scope, LinkRole role, LinkError error)
    {
        var exception = await Assert.ThrowsAsync<LinkException>(() => _node.ConnectAsync(_host.Address, token, scope, role));
        Assert.Equal(error, exception.Error);
    }

    [Fact]
    public async Task NoTokenConfigured_NobodyJoins()
    {
        await using var host = await GatewayHost.StartAsync();
        Assert.Equal(LinkError.UnknownScope, (await Assert.ThrowsAsync<LinkException>(() => _node.ConnectAsync(host.Address, "x"))).Error);
    }

    [Fact]
    public async Task Garbage_ClosesItsOwnLinkOnly()
    {
        await RegisterAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_host.Address) { Scheme = "ws", Path = "/link" }.Uri, CancellationToken.None);
        await socket.SendAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0x7F, 1, 2, 3 }, WebSocketMessageType.Binary, true, CancellationToken.None);
        var buffer = new byte[256];
        while (socket.State == WebSocketState.Open && (await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20))).MessageType != WebSocketMessageType.Close)
        {
        }

        await Grain.Link!.Deliver(Draft);
        await _node.NextAsync<LoadDraft>();
    }

    [Fact]
    public async Task PlainRequest_IsToldThatThisIsALink()
    {
        using var response = await _host.Client.GetAsync("/link");
        Assert.Equal(400, (int)response.StatusCode);
    }

    private async Task RegisterAsync()
    {
        await _node.ConnectAsync(_host.Address);
        _node.Link.SendRegistration(LinkedNode.Registration);
        Assert.Equal(new NodeAdmission(SwarmLayer.Prime, TimeSpan.FromSeconds(2)), await _node.NextAsync<NodeAdmission>());
        Assert.Equal("register", await Grain.NextAsync());
    }
}
