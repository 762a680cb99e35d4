using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text.Json;
using FarAi.Core.Speculation;
using FarAi.Gateway.Telemetry;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Gateway.Tests.Sessions;

/// <summary>Clients that come back to a session, over a fake grid.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private GatewayHost _host = null!;
    private MeterListener _streams = null!;
    private long _open;

    public async ValueTask InitializeAsync()
    {
        _host = await GatewayHost.StartAsync(o =>
        {
            o.ApiKeys.Add("mine");
            o.ApiKeys.Add("theirs");
        });
        _host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "mine");
        _host.Grid.OnRead = (_, from, _) => Script.Play([.. Script.Hello.Where(c => c.First >= from)]);
        _streams = Listen<long>((name, value) => Interlocked.Add(ref _open, name == "farai.gateway.active_streams" ? value : 0));
    }

    public ValueTask DisposeAsync()
    {
        _streams.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task Repeated_WithTheLastEventsId_GivesTheRestAndNothingTwice()
    {
        using var whole = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var all = Sse.Parse(await whole.Content.ReadAsStringAsync());
        using var rest = await ResumeAsync(all[1].Id!);
        Assert.Equal(all.Skip(2), Sse.Parse(await rest.Content.ReadAsStringAsync()));
        Assert.Equal(whole.Header("x-farai-session"), rest.Header("x-farai-session"));
        Assert.Equal([0, 1], _host.Grid.Session.Reads);
        Assert.Equal(1, _host.Grid.SessionCount);
    }

    [Fact]
    public async Task TheStreamsOwnAddress_GivesTheSameEvents_AndTheHeaderStandsAboveTheAddress()
    {
        using var whole = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var (session, all) = (whole.Header("x-farai-session"), Sse.Parse(await whole.Content.ReadAsStringAsync()));
        Assert.Equal(all, Sse.Parse(await _host.Client.GetStringAsync($"/farai/v1/sessions/{session}/stream")));
        Assert.Equal(all.Skip(2), Sse.Parse(await _host.Client.GetStringAsync($"/farai/v1/sessions/{session}/stream?from=1")));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/farai/v1/sessions/{session}/stream?from=0");
        request.Headers.Add("Last-Event-ID", $"{session}:3");
        using var last = await _host.Client.SendAsync(request);
        Assert.Equal(all.Skip(3), Sse.Parse(await last.Content.ReadAsStringAsync()));
        Assert.Equal(0, _host.Grid.Session.Readers);
    }

    [Fact]
    public async Task AReaderOfTheStreamsAddress_CancelsNothingByLeaving()
    {
        using (var whole = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream))
            await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Empty(_host.Grid.Session.Left);
        _host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([Script.Hello[0]], token);
        var session = _host.Grid.Session.Request!.Session;
        using (await _host.Client.GetAsync($"/farai/v1/sessions/{session}/stream", HttpCompletionOption.ResponseHeadersRead))
        {
        }

        await QuietAsync();
        Assert.Empty(_host.Grid.Session.Left);
    }

    [Fact]
    public async Task ADetachedClient_LeavesWithoutCancelling()
    {
        _host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([Script.Hello[0]], token);
        using (await SendAsync(GatewayHost.HiStream, ("x-farai-detach", "true")))
        {
        }

        await _host.Grid.Session.ReadEnded.WaitAsync(Patience);
        await QuietAsync();
        Assert.Empty(_host.Grid.Session.Left);
    }

    [Fact]
    public async Task TheOldConnection_ThatIsNoticedLate_DoesNotCancelTheNewOne()
    {
        _host.Grid.OnRead = (_, from, token) => Script.PlayThenWait([Script.Hello[from == 0 ? 0 : 1]], token);
        var old = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var session = _host.Grid.Session;
        using (await ResumeAsync($"{session.Request!.Session}:1"))
        {
            old.Dispose();
            while (session.Left.IsEmpty)
                await Task.Yield();
            Assert.Equal([0], session.Left);
            Assert.False(session.Cancelled.IsCompleted);
        }

        await session.Cancelled.WaitAsync(Patience); // the new one left too
        Assert.Equal([0, 1], session.Left);
    }

    [Fact]
    public async Task AnUnknownOrErasedSession_IsA404ThatSaysHowLongOutputsAreKept()
    {
        _host.Grid.OnView = _ => new SessionView(null, null, null, 0, TimeSpan.FromMinutes(10));
        foreach (var answer in (HttpResponseMessage[])[
            await ResumeAsync("s-0123456789abcdef:7"),
            await _host.Client.GetAsync("/farai/v1/sessions/s-0123456789abcdef"),
            await _host.Client.GetAsync("/farai/v1/sessions/s-0123456789abcdef/stream")])
        {
            var error = await answer.ErrorAsync();
            Assert.Equal((404, "session_not_found"), (error.Status, error.Code));
            Assert.Contains("10 minutes", error.Message, StringComparison.Ordinal);
            answer.Dispose();
        }

        using var nonsense = await _host.Client.GetAsync("/farai/v1/sessions/7");
        Assert.Equal(404, (await nonsense.ErrorAsync()).Status);
        Assert.Equal(0, _host.Grid.Session.Readers);
    }

    [Fact]
    public async Task AnotherKeysSession_LooksUnknown()
    {
        (await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream)).Dispose();
        var session = _host.Grid.Session.Request!.Session;
        Assert.Equal(200, (int)(await _host.Client.GetAsync($"/farai/v1/sessions/{session}")).StatusCode);
        _host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "theirs");
        foreach (var answer in (HttpResponseMessage[])[
            await ResumeAsync($"{session}:1"),
            await _host.Client.GetAsync($"/farai/v1/sessions/{session}"),
            await _host.Client.GetAsync($"/farai/v1/sessions/{session}/stream")])
        {
            Assert.Equal("session_not_found", (await answer.ErrorAsync()).Code);
            answer.Dispose();
        }

        Assert.DoesNotContain("mine", _host.Grid.Session.Request.Owner, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"far-tiny","stream":true,"messages":[{"role":"user","content":"Ho"}]}""", 1, "messages")]
    [InlineData("""{"model":"far-tiny","stream":true,"max_tokens":2,"messages":[{"role":"user","content":"Hi"}]}""", 1, "max_tokens")]
    [InlineData("""{"model":"far-tiny","stream":true,"stop":"x","messages":[{"role":"user","content":"Hi"}]}""", 1, "stop")]
    [InlineData("""{"model":"far-tiny","stream":true,"temperature":0,"messages":[{"role":"user","content":"Hi"}]}""", 1, "temperature")]
    [InlineData("""{"model":"far-tiny","messages":[{"role":"user","content":"Hi"}]}""", 1, "Last-Event-ID")]
    [InlineData(GatewayHost.HiStream, 6, "Last-Event-ID")]
    public async Task ARequestThatIsNotTheSessions_IsRefusedAndChangesNothing(string body, int next, string param)
    {
        (await _host.PostAsync(GatewayHost.Chat, GatewayHost.HiStream)).Dispose();
        _host.Grid.OnView = s => new SessionView(s.Request, Script.Last(0, [10, 11, 12, 2], FinishReason.Stop, "Hello"), Script.Usage, s.Readers, TimeSpan.FromMinutes(10));
        using var answer = await SendAsync(body, ("Last-Event-ID", $"{_host.Grid.Session.Request!.Session}:{next}"));
        var error = await answer.ErrorAsync();
        Assert.Equal((400, param), (error.Status, error.Param));
        Assert.Equal((0, 1), (_host.Grid.Session.Readers, _host.Grid.SessionCount));
    }

    [Theory]
    [InlineData("Last-Event-ID", "7")]
    [InlineData("Last-Event-ID", "s-0123456789abcdef:-1")]
    [InlineData("Last-Event-ID", "s-0123456789abcdef:99999999999")]
    [InlineData("x-farai-detach", "maybe")]
    public async Task AHeaderThatMakesNoSense_IsRefused(string name, string value)
    {
        using var answer = await SendAsync(GatewayHost.HiStream, (name, value));
        var error = await answer.ErrorAsync();
        Assert.Equal((400, name), (error.Status, error.Param));
        Assert.Equal(0, _host.Grid.SessionCount);
    }

    [Fact]
    public async Task ASession_ShowsWhatIsKept()
    {
        (await _host.PostAsync(GatewayHost.Chat, GatewayHost.HiStream)).Dispose();
        var session = _host.Grid.Session.Request!.Session;
        using (var running = JsonDocument.Parse(await _host.Client.GetStringAsync($"/farai/v1/sessions/{session}")))
            Assert.Equal(("running", 0), (running.RootElement.GetProperty("state").GetString(), running.RootElement.GetProperty("tokens").GetInt32()));
        _host.Grid.OnView = s => new SessionView(s.Request, Script.Last(0, [10, 11, 12, 2], FinishReason.Stop, "Hello"), Script.Usage, s.Readers, TimeSpan.FromMinutes(10));
        using var document = JsonDocument.Parse(await _host.Client.GetStringAsync($"/farai/v1/sessions/{session}"));
        var root = document.RootElement;
        Assert.Equal(
            (session.ToString(), "finished", 4, "Hello", "stop", 9),
            (root.GetProperty("id").GetString(), root.GetProperty("state").GetString(), root.GetProperty("tokens").GetInt32(), root.GetProperty("text").GetString(),
                root.GetProperty("finish_reason").GetString(), root.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
    }

    [Fact]
    public async Task ResumedStreams_TimeNoTokenTwice()
    {
        using var whole = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        await whole.Content.ReadAsStringAsync();
        var seen = new ConcurrentQueue<string>();
        using var listener = Listen<double>((name, _) => seen.Enqueue(name));
        using var rest = await ResumeAsync($"{whole.Header("x-farai-session")}:1");
        await rest.Content.ReadAsStringAsync();
        Assert.Equal(["farai.gateway.time_to_resumed_token"], seen);
    }

    private Task<HttpResponseMessage> ResumeAsync(string lastEventId) => SendAsync(GatewayHost.HiStream, ("Last-Event-ID", lastEventId));

    private Task<HttpResponseMessage> SendAsync(string body, (string Name, string Value) header)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, GatewayHost.Chat) { Content = GatewayHost.Json(body) };
        request.Headers.Add(header.Name, header.Value);
        return _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Waits until the gateway is done with all streams: it counts them down last.</summary>
    private async Task QuietAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (Interlocked.Read(ref _open) > 0)
            await Task.Delay(5, deadline.Token);
    }

    private MeterListener Listen<T>(Action<string, T> onValue)
        where T : struct
    {
        var scope = _host.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == GatewayInstruments.MeterName && instrument.Meter.Scope == scope)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<T>((i, v, _, _) => onValue(i.Name, v));
        listener.Start();
        return listener;
    }
}
