using FarAi.Gateway.Tests.Fixtures;

namespace FarAi.Gateway.Tests.Completions;

public sealed class ClientLeavesTests : IAsyncLifetime
{
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync(o => o.MaxConcurrentSessions = 1);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task InMidStream_SessionIsCancelledAndTheReaderLeaves()
    {
        _host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([Script.Hello[0]], token);
        using (await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream))
        {
        }

        await _host.Grid.Session.Cancelled.WaitAsync(TimeSpan.FromSeconds(20));
        await _host.Grid.Session.ReadEnded.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task BeforeAWholeAnswer_SessionIsCancelledAndItsSlotIsFree()
    {
        _host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([], token);
        using (var leave = new CancellationTokenSource())
        {
            var answer = _host.Client.PostAsync(GatewayHost.Chat, GatewayHost.Json(GatewayHost.Hi), leave.Token);
            var session = await _host.Grid.Started.Reached.WaitAsync(TimeSpan.FromSeconds(20));
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
            await session.Cancelled.WaitAsync(TimeSpan.FromSeconds(20));
        }

        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Hello);
        HttpResponseMessage next;
        do
            next = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        while ((int)next.StatusCode == 429); // the slot is given back just after the session is cancelled
        Assert.Equal(200, (int)next.StatusCode);
        next.Dispose();
    }

    [Fact]
    public async Task WhileTheSessionStarts_ItIsCancelled()
    {
        var gate = new TaskCompletionSource();
        _host.Grid.Started.Gate = gate.Task;
        using var leave = new CancellationTokenSource();
        var answer = _host.Client.PostAsync(GatewayHost.Chat, GatewayHost.Json(GatewayHost.Hi), leave.Token);
        var session = await _host.Grid.Started.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await session.Cancelled.WaitAsync(TimeSpan.FromSeconds(20));
        gate.SetResult();
    }

    [Fact]
    public async Task FinishedGeneration_IsNotCancelled()
    {
        (await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi)).Dispose();
        Assert.False(_host.Grid.Session.Cancelled.IsCompleted);
    }
}
