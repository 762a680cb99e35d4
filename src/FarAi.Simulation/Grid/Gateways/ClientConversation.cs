using FarAi.Core.Identity;
using FarAi.Grains.Sessions;
using FarAi.Simulation.Network;
using Orleans;

namespace FarAi.Simulation.Grid;

/// <summary>
/// One client at a simulated gateway, by the rules of the real one (FarAi.Gateway.Completions): starts the session, reads what it
/// commits, and reads again from the next token where the stream breaks or falls silent.
/// </summary>
internal sealed class ClientConversation(SimulatedGateway gateway) : ISimPeer, IDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _gone = new();
    private ISessionGrain? _session;
    private bool _hasEnded;

    public void OnOpened(SimLink link)
    {
    }

    public void OnMessage(SimLink link, object message)
    {
        if (!gateway.IsUp)
            return;
        _ = message is SessionRequest request ? ServeAsync(link, request) : ResumeAsync(link, (ClientResume)message);
    }

    public void OnClosed(SimLink link, string reason)
    {
        _gone.Cancel();
        if (gateway.IsUp && !_hasEnded && _session is { } session)
            _ = gateway.Guard(session.Cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _gone.Dispose();

    private async Task ServeAsync(SimLink link, SessionRequest request)
    {
        _session = Find(request.Session);
        var start = await gateway.Guard(() => gateway.Calls.AskAsync(() => _session.Start(request), StartPatience));
        if (!gateway.IsUp)
            return;
        if (_gone.IsCancellationRequested)
        {
            await gateway.Guard(_session.Cancel); // it may have started after the first cancellation
            return;
        }

        if (start is null)
        {
            link.Send(new ClientTurnedAway("The grid did not start the generation."));
            await gateway.Guard(_session.Cancel);
            _hasEnded = true;
            return;
        }

        link.Send(start);
        if (start.Refusal is null)
            await ReadAsync(link, _session, 0);
        _hasEnded = true;
    }

    private Task ResumeAsync(SimLink link, ClientResume resume)
    {
        _session = Find(resume.Session);
        return ReadAsync(link, _session, resume.From);
    }

    private ISessionGrain Find(SessionId id) => gateway.Grains.GetGrain<ISessionGrain>(id.ToString());

    private async Task ReadAsync(SimLink link, ISessionGrain session, int next)
    {
        var heard = gateway.Time.GetTimestamp();
        while (gateway.IsUp && !_gone.IsCancellationRequested && gateway.Time.GetElapsedTime(heard) < ReadPatience)
        {
            using var reading = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
            var chunks = session.Read(next, reading.Token).GetAsyncEnumerator(reading.Token);
            var moving = Task.FromResult(true);
            while (await MoveAsync(moving = chunks.MoveNextAsync().AsTask()))
            {
                var chunk = chunks.Current;
                heard = gateway.Time.GetTimestamp();
                if (chunk.First != next && chunk.Tokens.Count > 0)
                    break;
                next += chunk.Tokens.Count;
                if (chunk.Tokens.Count > 0 || chunk.IsLast)
                    link.Send(chunk);
                if (!chunk.IsLast)
                    continue;
                _hasEnded = true;
                reading.Cancel(); // CancelAsync would leave the simulation's thread
                _ = EndAsync(moving, chunks);
                return;
            }

            reading.Cancel(); // CancelAsync would leave the simulation's thread
            _ = EndAsync(moving, chunks);
            await Task.Delay(TimeSpan.FromMilliseconds(100), gateway.Time);
        }

        if (!gateway.IsUp || _gone.IsCancellationRequested)
            return;
        _hasEnded = true;
        link.Send(new SessionChunk { First = next, Tokens = [], Text = "", Error = $"The stream of tokens broke after token {next}. The text so far is whole and stays valid." });
    }

    private async Task<bool> MoveAsync(Task<bool> moving) => await gateway.Guard(async () => await moving.WaitAsync(Silence, gateway.Time));

    private async Task EndAsync(Task<bool> moving, IAsyncEnumerator<SessionChunk> chunks)
    {
        await gateway.Guard(() => moving);
        await gateway.Guard(async () => await chunks.DisposeAsync());
    }
}
