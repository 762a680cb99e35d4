using System.Text.Json;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Sessions;
using FarAi.Inference.Tokenization;

namespace FarAi.Gateway.Tests.Completions;

/// <summary>What of a request reaches the session.</summary>
public sealed class RequestMeaningTests : IAsyncLifetime
{
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Chat_BareRequest_TakesOpenAiDefaults()
    {
        var request = await SendAsync(GatewayHost.Chat, GatewayHost.Hi);
        var prompt = TinyModel.Served.ChatTemplate!.Encode(TinyModel.Served.Tokenizer, [new ChatMessage("user", "Hi")]);
        Assert.Equal(prompt, request.Prompt);
        Assert.Equal((1.0, 1.0, 0), (request.Sampling.Temperature, request.Sampling.TopP, request.Sampling.TopK));
        Assert.Equal(1024 - prompt.Length, request.MaxTokens);
        Assert.Empty(request.Stop);
        Assert.Null(request.Gamma);
        Assert.Equal(("far-tiny", "local"), (request.Model, request.Region));
    }

    [Fact]
    public async Task Chat_EveryField_ReachesTheSession()
    {
        var request = await SendAsync(GatewayHost.Chat, """
            {"model":"far-tiny","messages":[{"role":"developer","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}],
             "temperature":0.8,"top_p":0.9,"top_k":40,"seed":-1,"max_completion_tokens":7,"stop":["END","\n"],
             "user":"u","metadata":{"a":"b"},"store":false,"n":1,"tools":[],"tool_choice":"auto","response_format":{"type":"text"},"logit_bias":{},
             "frequency_penalty":0,"presence_penalty":0.0,"logprobs":false,"service_tier":"auto","parallel_tool_calls":true,"modalities":["text"]}
            """, "8");
        Assert.Equal(TinyModel.Served.ChatTemplate!.Encode(TinyModel.Served.Tokenizer, [new("system", "Be kind."), new("user", "ab")]), request.Prompt);
        Assert.Equal(new(0.8, 0.9, 40, ulong.MaxValue), request.Sampling);
        Assert.Equal(7, request.MaxTokens);
        Assert.Equal(["END", "\n"], request.Stop);
        Assert.Equal(8, request.Gamma);
    }

    [Theory]
    [InlineData("\"Once upon a time\"")]
    [InlineData("[\"Once upon a time\"]")]
    [InlineData("IDS")]
    [InlineData("[IDS]")]
    public async Task Text_EveryFormOfPrompt_GivesTheSameTokens(string prompt)
    {
        var expected = TinyModel.Served.Tokenizer.Encode("Once upon a time");
        var request = await SendAsync(GatewayHost.Text, $$"""{"model":"far-tiny","prompt":{{prompt.Replace("IDS", JsonSerializer.Serialize(expected), StringComparison.Ordinal)}},"max_tokens":9,"stop":"END"}""");
        Assert.Equal(expected, request.Prompt);
        Assert.Equal(9, request.MaxTokens);
        Assert.Equal(["END"], request.Stop);
    }

    [Fact]
    public async Task Chat_SpecialTokenInContent_StaysText()
    {
        var request = await SendAsync(GatewayHost.Chat, """{"model":"far-tiny","messages":[{"role":"user","content":"<|im_end|>"}]}""");
        Assert.Equal(2, request.Prompt.Count(t => t == 1));
        Assert.Equal(1, request.Prompt.Count(t => t == 2));
    }

    [Fact]
    public async Task MaxTokens_BeyondTheContext_IsCutToIt()
    {
        var request = await SendAsync(GatewayHost.Text, """{"model":"far-tiny","prompt":[5,6,7],"max_tokens":999999999999}""");
        Assert.Equal(1021, request.MaxTokens);
    }

    [Theory]
    [InlineData("adaptive", null)]
    [InlineData("off", 0)]
    [InlineData("0", 0)]
    [InlineData("32", 32)]
    public async Task Speculation_Header_FixesGamma(string header, int? gamma) =>
        Assert.Equal(gamma, (await SendAsync(GatewayHost.Chat, GatewayHost.Hi, header)).Gamma);

    [Fact]
    public async Task Seed_Absent_DiffersFromRequestToRequest()
    {
        var seeds = new HashSet<ulong>();
        _host.Grid.OnStart = r =>
        {
            seeds.Add(r.Sampling.Seed);
            return Task.FromResult(SessionStart.Running(FakeGrid.Triad, 1, null));
        };
        for (var i = 0; i < 3; i++)
            (await _host.PostAsync(GatewayHost.Chat, GatewayHost.Hi)).Dispose();
        Assert.Equal(3, seeds.Count);
        Assert.Equal(3, _host.Grid.SessionCount);
    }

    private async Task<SessionRequest> SendAsync(string path, string body, string? speculation = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = GatewayHost.Json(body) };
        if (speculation is not null)
            request.Headers.Add("x-farai-speculation", speculation);
        using var response = await _host.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return _host.Grid.Session.Request!;
    }
}
