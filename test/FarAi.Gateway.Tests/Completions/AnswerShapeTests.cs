using System.Text.RegularExpressions;
using FarAi.Core.Speculation;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Sessions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Gateway.Tests.Completions;

/// <summary>Answers byte for byte, with the id, the time and the digest put in.</summary>
public sealed partial class AnswerShapeTests : IAsyncLifetime
{
    private GatewayHost _host = null!;

    private static string Digest => TinyModel.Served.Target.Digest;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Chat_Whole()
    {
        using var response = await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        var session = response.Header("x-farai-session");
        Assert.Equal(
            $$$$"""
            {"id":"chatcmpl-{{{{session[2..]}}}}","object":"chat.completion","created":NOW,"model":"far-tiny","system_fingerprint":"{{{{Digest}}}}","choices":[{"index":0,"message":{"role":"assistant","content":"Hello, wörld","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,"completion_tokens_details":{"accepted_prediction_tokens":3,"rejected_prediction_tokens":3}}}
            """,
            Normal(await response.Content.ReadAsStringAsync()));
        Assert.Equal("triad=t-1; epoch=3; scout=5c0u7; accepted=3; drafted=6", response.Header("x-farai-route"));
        Assert.StartsWith("req_", response.Header("x-request-id"), StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Text_Whole()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Last(0, [10, 11], FinishReason.Length, "Hel"));
        using var response = await _host.PostAsync(GatewayHost.Text, """{"model":"far-tiny","prompt":"Hi"}""");
        Assert.Equal(
            $$$$"""
            {"id":"cmpl-{{{{response.Header("x-farai-session")[2..]}}}}","object":"text_completion","created":NOW,"model":"far-tiny","system_fingerprint":"{{{{Digest}}}}","choices":[{"index":0,"text":"Hel","logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,"completion_tokens_details":{"accepted_prediction_tokens":3,"rejected_prediction_tokens":3}}}
            """,
            Normal(await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Chat_Stream()
    {
        using var response = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var session = response.Header("x-farai-session");
        string Chunk(int next, string delta, string finish) => $$$"""
            id: {{{session}}}:{{{next}}}
            data: {"id":"chatcmpl-{{{session[2..]}}}","object":"chat.completion.chunk","created":NOW,"model":"far-tiny","system_fingerprint":"{{{Digest}}}","choices":[{"index":0,"delta":{{{delta}}},"logprobs":null,"finish_reason":{{{finish}}}}]}


            """;
        var expected = Chunk(0, """{"role":"assistant","content":""}""", "null")
            + Chunk(1, """{"content":"Hel"}""", "null")
            + Chunk(3, """{"content":"lo, wörld"}""", "null")
            + Chunk(4, "{}", "\"stop\"")
            + ": farai accepted=3 drafted=6 rounds=2\n\ndata: [DONE]\n\n";
        Assert.Equal(expected, Normal(await response.Content.ReadAsStringAsync()));
        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("triad=t-1; epoch=3; scout=5c0u7", response.Header("x-farai-route"));
    }

    [Fact]
    public async Task Stream_OverHttp2_EndsWithTheRouteAsATrailer()
    {
        await using var host = await GatewayHost.StartAsync(
            services: s => s.Configure<KestrelServerOptions>(k => k.ConfigureEndpointDefaults(e => e.Protocols = HttpProtocols.Http2)));
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayHost.Chat)
        {
            Content = GatewayHost.Json(GatewayHost.HiStream),
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var response = await host.Client.SendAsync(request);
        Assert.Equal("triad=t-1; epoch=3; scout=5c0u7; accepted=3; drafted=6", Assert.Single(response.TrailingHeaders.GetValues("x-farai-route")));
    }

    [Fact]
    public async Task Text_StreamWithUsage()
    {
        _host.Grid.OnStart = _ => Task.FromResult(SessionStart.Running(FakeGrid.Triad, 3, null));
        using var response = await _host.OpenAsync(GatewayHost.Text, """{"model":"far-tiny","prompt":"Hi","stream":true,"stream_options":{"include_usage":true}}""");
        var session = response.Header("x-farai-session");
        string Event(int next, string rest) => $$$"""
            id: {{{session}}}:{{{next}}}
            data: {"id":"cmpl-{{{session[2..]}}}","object":"text_completion","created":NOW,"model":"far-tiny","system_fingerprint":"{{{Digest}}}",{{{rest}}}}


            """;
        string Choice(string text, string finish) => $$"""
            "choices":[{"index":0,"text":"{{text}}","logprobs":null,"finish_reason":{{finish}}}],"usage":null
            """;
        var expected = Event(1, Choice("Hel", "null")) + Event(3, Choice("lo, wörld", "null")) + Event(4, Choice("", "\"stop\""))
            + Event(4, """ "choices":[],"usage":{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,"completion_tokens_details":{"accepted_prediction_tokens":3,"rejected_prediction_tokens":3}} """.Trim())
            + ": farai accepted=3 drafted=6 rounds=2\n\ndata: [DONE]\n\n";
        Assert.Equal(expected, Normal(await response.Content.ReadAsStringAsync()));
        Assert.Equal("triad=t-1; epoch=3; scout=none", response.Header("x-farai-route"));
    }

    [Fact]
    public async Task Stream_FirstPiece_IsSentBeforeTheSecondExists()
    {
        _host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([Script.Hello[0]], token);
        using var response = await _host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        string? line;
        do
            line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        while (line?.Contains("\"Hel\"", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
    }

    [Fact]
    public async Task Stream_TextWithControlsAndQuotes_StaysOneLinePerEvent()
    {
        const string Text = "a\n\nb\r\"c\" </script> 😀\u2028";
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Last(0, [1], FinishReason.Stop, Text));
        using var response = await _host.PostAsync(GatewayHost.Text, """{"model":"far-tiny","prompt":"Hi","stream":true}""");
        var data = (await response.Content.ReadAsStringAsync()).Split('\n').First(l => l.StartsWith("data: {", StringComparison.Ordinal));
        using var document = System.Text.Json.JsonDocument.Parse(data[6..]);
        Assert.Equal(Text, document.RootElement.GetProperty("choices")[0].GetProperty("text").GetString());
    }

    private static string Normal(string text) => Created().Replace(text, "\"created\":NOW");

    [GeneratedRegex("\"created\":1[0-9]{9}")]
    private static partial Regex Created();
}
