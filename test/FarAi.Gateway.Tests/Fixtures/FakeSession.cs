using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using FarAi.Core.Identity;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>A session that says what a test tells it to.</summary>
internal sealed class FakeSession(FakeGrid grid) : ISessionGrain
{
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _readEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SessionRequest? Request { get; private set; }

    public List<int> Reads { get; } = [];

    public int Readers { get; private set; }

    public ConcurrentQueue<int> Left { get; } = [];

    public List<Verdict> Verdicts { get; } = [];

    public List<string> Faults { get; } = [];

    public Task Cancelled => _cancelled.Task;

    public Task ReadEnded => _readEnded.Task;

    public async Task<SessionStart> Start(SessionRequest request)
    {
        Request = request;
        await grid.Started.InvokeAsync(this);
        return await grid.OnStart(request);
    }

    public async IAsyncEnumerable<SessionChunk> Read(int from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        lock (Reads)
            Reads.Add(from);
        try
        {
            await foreach (var chunk in grid.OnRead(this, from, cancellationToken).WithCancellation(cancellationToken))
                yield return chunk;
        }
        finally
        {
            _readEnded.TrySetResult();
        }
    }

    public Task OnVerdict(NodeId sender, Verdict verdict)
    {
        lock (Verdicts)
            Verdicts.Add(verdict);
        return grid.VerdictFails ? Task.FromException(new InvalidOperationException("planted")) : Task.CompletedTask;
    }

    public Task OnFault(NodeId sender, long epoch, string reason)
    {
        lock (Faults)
            Faults.Add($"{epoch}:{reason}");
        return Task.CompletedTask;
    }

    public Task OnTriadChanged(TriadView triad) => Task.CompletedTask;

    public Task OnScoutLost(NodeId scout) => Task.CompletedTask;

    public Task<SessionView> GetView() => Task.FromResult(grid.OnView(this));

    public Task<SessionView> Resume()
    {
        Readers++;
        return GetView();
    }

    public Task Leave(int reader)
    {
        Left.Enqueue(reader);
        return reader == Readers ? Cancel() : Task.CompletedTask;
    }

    public Task Cancel()
    {
        _cancelled.TrySetResult();
        return Task.CompletedTask;
    }
}
