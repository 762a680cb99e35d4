using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Sessions;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;

namespace FarAi.Gateway.Tests.Completions;

/// <summary>The official .NET client understands the gateway.</summary>
public sealed class OpenAiClientTests : IAsyncLifetime
{
    private GatewayHost _host = null!;
    private OpenAIClientOptions _options = null!;
    private ChatClient _chat = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await GatewayHost.StartAsync(o => o.ApiKeys.Add("sk-test"));
        _options = new OpenAIClientOptions { Endpoint = new Uri(_host.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) };
        _chat = new ChatClient(TinyModel.Id, new ApiKeyCredential("sk-test"), _options);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Whole()
    {
        ChatCompletion answer = await _chat.CompleteChatAsync(
            [new SystemChatMessage("Be brief."), new UserChatMessage("Hi")], new ChatCompletionOptions { MaxOutputTokenCount = 20, Temperature = 0.5f, StopSequences = { "END" } });
        Assert.Equal("Hello, wörld", Assert.Single(answer.Content).Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal((5, 4, 9), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount));
        Assert.Equal((3, 3), (answer.Usage.OutputTokenDetails.AcceptedPredictionTokenCount, answer.Usage.OutputTokenDetails.RejectedPredictionTokenCount));
        Assert.Equal((TinyModel.Id, TinyModel.Served.Target.Digest), (answer.Model, answer.SystemFingerprint));
        Assert.Equal((20, "END"), (_host.Grid.Session.Request!.MaxTokens, _host.Grid.Session.Request.Stop[0]));
    }

    [Fact]
    public async Task Stream()
    {
        var (text, usage, finish) = ("", default(ChatTokenUsage), default(ChatFinishReason?));
        await foreach (var update in _chat.CompleteChatStreamingAsync([new UserChatMessage("Hi")]))
        {
            text += string.Concat(update.ContentUpdate.Select(p => p.Text));
            usage ??= update.Usage;
            finish ??= update.FinishReason;
        }

        Assert.Equal("Hello, wörld", text);
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal(9, usage?.TotalTokenCount);
    }

    [Fact]
    public async Task StreamThatFails_FailsTheClient()
    {
        _host.Grid.OnRead = (_, _, _) => Script.Play(Script.Hello[0], Script.Failed(1, "The triad is lost."));
        var text = "";
        await Assert.ThrowsAnyAsync<JsonException>(async () =>
        {
            await foreach (var update in _chat.CompleteChatStreamingAsync([new UserChatMessage("Hi")]))
                text += string.Concat(update.ContentUpdate.Select(p => p.Text));
        });
        Assert.Equal("Hel", text);
    }

    [Fact]
    public async Task Models()
    {
        var models = new OpenAIModelClient(new ApiKeyCredential("sk-test"), _options);
        OpenAIModelCollection list = await models.GetModelsAsync();
        Assert.Equal([TinyModel.Id, "org/mute"], list.Select(m => m.Id));
        OpenAIModel one = await models.GetModelAsync("org/mute");
        Assert.Equal(("org/mute", "far-ai"), (one.Id, one.OwnedBy));
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => models.GetModelAsync("gpt-9"))).Status);
    }

    [Fact]
    public async Task Errors_CarryStatusAndMessage()
    {
        await FailsAsync(400, "temperature", () => _chat.CompleteChatAsync([new UserChatMessage("Hi")], new ChatCompletionOptions { Temperature = 3 }));
        await FailsAsync(404, "model_not_found", () => new ChatClient("gpt-9", new ApiKeyCredential("sk-test"), _options).CompleteChatAsync("Hi"));
        await FailsAsync(401, "invalid_api_key", () => new ChatClient(TinyModel.Id, new ApiKeyCredential("sk-other"), _options).CompleteChatAsync("Hi"));
        _host.Grid.OnStart = _ => Task.FromResult(SessionStart.Refused("no node", TimeSpan.FromSeconds(1)));
        await FailsAsync(503, "no node", () => _chat.CompleteChatAsync("Hi"));
    }

    private static async Task FailsAsync(int status, string message, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<ClientResultException>(call);
        Assert.Equal(status, exception.Status);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
