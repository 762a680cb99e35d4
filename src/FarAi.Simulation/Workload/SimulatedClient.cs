using System.Text;
using FarAi.Grains.Sessions;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;
using FarAi.Simulation.Invariants;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Workload;

/// <summary>
/// Asks for one generation and compares each token with what the model gives. A client whose gateway dies goes on at another one
/// from its last token; one that is refused asks again.
/// </summary>
internal sealed class SimulatedClient(GridWorld world, SimHost host, SessionRequest request, ExpectedOutput expected, int? leavesAfter, SeededRandom random) : ISimPeer
{
    private const int MostAttempts = 200;
    private readonly StringBuilder _text = new();
    private SimLink? _link;
    private int _received;
    private int _attempts;
    private bool _isRunning;

    /// <summary>How it ended; <see cref="ClientOutcome.None"/> while it goes on.</summary>
    public ClientOutcome Outcome { get; private set; }

    public SessionRequest Request => request;

    /// <summary>Tokens that it got.</summary>
    public int Received => _received;

    /// <summary>When it got what.</summary>
    public StreamTimes Times { get; } = new(request.Session);

    /// <summary>The gateway that it calls, or called last.</summary>
    public SimHost? Gateway => _link?.Remote;

    public string Describe() => $"{request.Session}: {_received} of {expected.Tokens.Count} tokens, {(_isRunning ? "running" : "not started")}, {_attempts} attempts, {Outcome}";

    public void Connect()
    {
        if (Outcome != ClientOutcome.None)
            return;
        if (++_attempts > MostAttempts)
            Finish(ClientOutcome.GaveUp);
        else if (world.AnyGateway(random) is { } gateway)
            _link = world.Network.Connect(host, gateway, this, new ClientHello());
        else
            world.Kernel.Schedule(Pause(), Connect);
    }

    public void OnOpened(SimLink link) => link.Send(_isRunning ? new ClientResume(request.Session, _received) : request);

    public void OnMessage(SimLink link, object message)
    {
        if (Outcome != ClientOutcome.None || link != _link)
            return;
        switch (message)
        {
            case SessionStart { Refusal: null }:
                _isRunning = true;
                Times.OnStarted(world.Kernel.Now);
                break;
            case SessionStart or ClientTurnedAway:
                link.Close("asks again later");
                world.Kernel.Note("refused", message is SessionStart refused ? refused.Refusal! : ((ClientTurnedAway)message).Reason);
                Finish(ClientOutcome.Refused);
                break;
            case SessionChunk chunk:
                OnChunk(chunk);
                break;
        }
    }

    public void OnClosed(SimLink link, string reason)
    {
        if (Outcome == ClientOutcome.None && link == _link)
            world.Kernel.Schedule(Pause(), Connect);
    }

    private TimeSpan Pause() => random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(800));

    private void OnChunk(SessionChunk chunk)
    {
        var monitor = world.Monitor;
        var id = request.Session;
        monitor.Require(
            chunk.Tokens.Count == 0 || chunk.First == _received, "no token is lost, repeated or reordered",
            () => $"{id} went on at token {chunk.First} instead of {_received}");
        monitor.Require(
            chunk.Tokens.SequenceEqual(expected.Tokens.Skip(_received).Take(chunk.Tokens.Count)), "exact output",
            () => $"{id}: tokens [{string.Join(' ', chunk.Tokens)}] from token {_received} on, expected [{string.Join(' ', expected.Tokens.Skip(_received).Take(chunk.Tokens.Count))}]");
        if (chunk.Tokens.Count > 0)
            Times.OnTokens(world.Kernel.Now);

        _received += chunk.Tokens.Count;
        _text.Append(chunk.Text);
        world.OnTokens(chunk.Tokens.Count, request.Session, _received);
        if (chunk.IsLast)
            OnLast(chunk);
        else if (_received >= leavesAfter)
            GoAway();
    }

    private void OnLast(SessionChunk chunk)
    {
        var monitor = world.Monitor;
        if (chunk.Error is { } error)
        {
            monitor.Require(
                error.Contains("kept", StringComparison.Ordinal) || error.Contains("valid", StringComparison.Ordinal), "an error says what was kept",
                () => $"{request.Session}: {error}");
            Finish(ClientOutcome.Failed);
            return;
        }

        monitor.Require(_received == expected.Tokens.Count, "no token is lost, repeated or reordered", () => $"{request.Session} ended after {_received} of {expected.Tokens.Count} tokens");
        monitor.Require(chunk.Finish == expected.Finish, "exact output", () => $"{request.Session} ended with {chunk.Finish}, expected {expected.Finish}");
        monitor.Require(_text.ToString() == expected.Text, "exact output", () => $"{request.Session}: text '{_text}', expected '{expected.Text}'");
        Finish(ClientOutcome.Finished);
    }

    private void GoAway()
    {
        _link!.Close("the client goes away");
        Finish(ClientOutcome.WentAway);
    }

    private void Finish(ClientOutcome outcome)
    {
        Outcome = outcome;
        _link?.Close("done");
        world.OnClientDone(this);
    }
}
