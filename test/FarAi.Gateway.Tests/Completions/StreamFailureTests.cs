using FarAi.Core.Speculation;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Sessions;
using Orleans.Runtime;

namespace FarAi.Gateway.Tests.Completions;

public sealed class StreamFailureTests : IAsyncLifetime
{
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync(o => o.ReadAttempts = 2);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task GenerationFails_StreamEndsWithAnErrorEventAndNoDone()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Hello[0], Script.Failed(1, "The triad is lost. One token was kept."));
        using var response = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var text = await response.Content.ReadAsStringAsync();
        var session = response.Header("x-farai-session");
        Assert.EndsWith(
            $$$"""


            id: {{{session}}}:1
            data: {"error":{"message":"The triad is lost. One token was kept. For the rest send the same request as a stream with the header 'Last-Event-ID: {{{session}}}:1', to any gateway of this grid; GET /farai/v1/sessions/{{{session}}} shows what is kept.","type":"server_error","param":null,"code":"generation_failed"}}

            data: [ERROR]


            """, text, StringComparison.Ordinal);
        Assert.Contains("\"Hel\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"finish_reason\":\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GenerationFails_WholeAnswerIs503()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Hello[0], Script.Failed(1, "The triad is lost."));
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        var error = await response.ErrorAsync();
        Assert.Equal((503, "generation_failed"), (error.Status, error.Code));
        Assert.StartsWith("The triad is lost. ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'Last-Event-ID: {response.Header("x-farai-session")}:0'", error.Message, StringComparison.Ordinal); // none of the text was sent
        Assert.Equal("1", response.Header("Retry-After"));
    }

    [Fact]
    public async Task GridCancels_IsToldAsAnError()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Hello[0], Script.Last(1, [], FinishReason.Cancelled));
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.HiStream);
        Assert.Contains("\"generation_failed\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamBreaks_IsTakenUpAgainWithNothingLostOrRepeated()
    {
        _host.Grid.OnRead = (_, from, _) => from == 0
            ? Script.PlayThenThrow([Script.Hello[0], Script.Hello[1]], new TimeoutException("planted"))
            : Script.Play(Script.Hello.Where(c => c.First >= from).ToArray());
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        Assert.Contains("\"content\":\"Hello, wörld\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0, 3], _host.Grid.Session.Reads);
    }

    [Fact]
    public async Task StreamFallsSilent_IsReadAgainWithoutWaitingForTheCall()
    {
        // The first call never ends, whoever cancels it: its silo is dead, and nobody says so.
        _host.Grid.OnRead = (session, from, _) => session.Reads.Count == 1
            ? Script.PlayThenWait([Script.Hello[0]], CancellationToken.None)
            : Script.Play(Script.Hello.Where(c => c.First >= from).ToArray());
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("\"content\":\"Hello, wörld\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0, 1], _host.Grid.Session.Reads);
    }

    [Fact]
    public async Task SessionThatIsSoughtForLong_IsReadOftenerThanFaultsAreForgiven()
    {
        _host.Grid.OnRead = (session, from, _) => session.Reads.Count < 8
            ? Script.PlayThenThrow([], new OrleansException("the silo is gone"))
            : Script.Play(Script.Hello.Where(c => c.First >= from).ToArray());
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        Assert.Contains("\"content\":\"Hello, wörld\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SessionThatLivesWithoutATokenYet_IsNotReadAgain()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Piece(0, [], ""), Script.Piece(0, [], ""), Script.Hello[0], Script.Piece(1, [], ""), Script.Hello[1], Script.Hello[2]);
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        Assert.Contains("\"content\":\"Hello, wörld\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0], _host.Grid.Session.Reads);
    }

    [Fact]
    public async Task StartThatGetsNoAnswer_IsRepeatedForTheSameSession()
    {
        var attempts = 0;
        _host.Grid.OnStart = _ => ++attempts == 1
            ? new TaskCompletionSource<SessionStart>().Task
            : Task.FromResult(SessionStart.Running(FakeGrid.Triad, 3, FakeGrid.Scout));
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal((2, 1), (attempts, _host.Grid.SessionCount));
    }

    [Fact]
    public async Task StreamEndsTooEarly_IsTakenUpAgain()
    {
        _host.Grid.OnRead = (_, from, _) => Script.Play(from == 0 ? [Script.Hello[0]] : Script.Hello[1..]);
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        Assert.Contains("\"content\":\"Hello, wörld\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0, 1], _host.Grid.Session.Reads);
    }

    [Fact]
    public async Task StreamSkipsAToken_IsReadAgainFromThere()
    {
        _host.Grid.OnRead = (session, _, _) => Script.Play(session.Reads.Count == 1 ? [Script.Hello[0], Script.Hello[2]] : Script.Hello[1..]);
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        Assert.Contains("\"content\":\"Hello, wörld\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0, 1], _host.Grid.Session.Reads);
    }

    [Fact]
    public async Task StreamBreaksForGood_IsToldWithWhatWasKept()
    {
        _host.Grid.OnRead = (_, from, _) => Script.PlayThenThrow(from == 0 ? [Script.Hello[0]] : [], new InvalidOperationException("planted"));
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("broke 3 times in a row after token 1. The text so far is whole", text, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", text, StringComparison.Ordinal);
        Assert.Equal([0, 1, 1], _host.Grid.Session.Reads);
    }

    [Fact]
    public async Task GatewayStops_OpenStreamsAreToldAndEnd()
    {
        _host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([Script.Hello[0]], token);
        using var response = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var stopped = _host.StopAsync();
        var text = await response.Content.ReadAsStringAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("The gateway stops, after token 1. The text so far is whole", text, StringComparison.Ordinal);
        Assert.Contains($"'Last-Event-ID: {response.Header("x-farai-session")}:1'", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [ERROR]\n\n", text, StringComparison.Ordinal);
        await stopped;
        Assert.False(_host.Grid.Session.Cancelled.IsCompleted); // another gateway may go on with it
    }

    [Fact]
    public async Task GatewayFailsInMidStream_IsToldAsAnError()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Hello[0], Script.Piece(1, [11], null!)); // no session gives a chunk without text
        using var response = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("The gateway failed while it sent the stream.", text, StringComparison.Ordinal);
        Assert.Contains($"'Last-Event-ID: {response.Header("x-farai-session")}:1'", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [ERROR]\n\n", text, StringComparison.Ordinal);
    }
}
