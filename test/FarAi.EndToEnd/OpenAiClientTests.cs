using System.ClientModel;
using FarAi.EndToEnd.Fixture;
using OpenAI.Chat;

namespace FarAi.EndToEnd;

/// <summary>What the official OpenAI client sees of a real grid.</summary>
[Collection(nameof(SharedGrid))]
public sealed class OpenAiClientTests(SharedGrid shared)
{
    private const string Story = "Tell me a story about a fox named Pip and a brass lantern.";

    [Fact]
    public async Task AnAnswer_IsTheModelsOwn_WithItsUsage()
    {
        var expected = Reference.To(Story, 0, 1, 60);
        ChatCompletion answer = await shared.Grid.Chat().CompleteChatAsync([new UserChatMessage(Story)], Asked.Options(0, 1, 60));
        Assert.Equal(expected.Text, answer.Content[0].Text);
        Assert.Equal(expected.PromptTokens, answer.Usage.InputTokenCount);
        Assert.Equal(expected.Tokens, answer.Usage.OutputTokenCount);
        Assert.Equal(expected.PromptTokens + expected.Tokens, answer.Usage.TotalTokenCount);
        Assert.Equal(expected.Ended ? ChatFinishReason.Stop : ChatFinishReason.Length, answer.FinishReason);
        Assert.Equal("far-tiny", answer.Model);
    }

    [Fact]
    public async Task AStream_IsTheSameText_InMoreThanOnePiece()
    {
        var expected = Reference.To(Story, 0.8, 7, 120);
        var pieces = 0;
        var (text, usage, finish) = await Asked.StreamAsync(shared.Grid.Chat(), Story, Asked.Options(0.8, 7, 120), _ => Task.FromResult(pieces++));
        Assert.Equal(expected.Text, text);
        Assert.True(pieces > 1, "the text came in one piece: nothing was streamed");
        Assert.Equal(expected.Tokens, usage!.OutputTokenCount);
        Assert.Equal(expected.Ended ? ChatFinishReason.Stop : ChatFinishReason.Length, finish);
    }

    [Fact]
    public async Task TheRoute_NamesTriadAndScout()
    {
        var routes = new RouteRecorder();
        await shared.Grid.Chat(routes: routes).CompleteChatAsync([new UserChatMessage("Who are you?")], Asked.Options(0, 1, 8));
        Assert.NotNull(routes.Part("triad"));
        Assert.Contains((await shared.Grid.StatusAsync()).Nodes, n => n.Node.Value == routes.Part("scout"));
    }

    [Fact]
    public async Task TheSameSeed_GivesTheSameAnswer_AnotherSeedAnother()
    {
        var client = shared.Grid.Chat();
        string[] answers = [await Text(11), await Text(11), await Text(12)];
        Assert.Equal(answers[0], answers[1]);
        Assert.NotEqual(answers[0], answers[2]);

        async Task<string> Text(long seed) =>
            (await client.CompleteChatAsync([new UserChatMessage(Story)], Asked.Options(1, seed, 60))).Value.Content[0].Text;
    }

    [Fact]
    public async Task AStopString_EndsTheAnswerBeforeIt()
    {
        var whole = Reference.To(Story, 0, 1, 100).Text;
        var stop = whole.Split(' ')[9];
        var options = Asked.Options(0, 1, 100);
        options.StopSequences.Add(stop);
        var (text, _, finish) = await Asked.StreamAsync(shared.Grid.Chat(), Story, options);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], text);
        Assert.Equal(ChatFinishReason.Stop, finish);
    }

    [Fact]
    public async Task AnUnknownModel_Is404()
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(
            () => shared.Grid.Chat(model: "gpt-9").CompleteChatAsync([new UserChatMessage("hi")]));
        Assert.Equal(404, failure.Status);
        Assert.Contains("gpt-9", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NegativeMaxTokens_Is400_AndNamesTheField()
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(
            () => shared.Grid.Chat().CompleteChatAsync([new UserChatMessage("hi")], new ChatCompletionOptions { MaxOutputTokenCount = -5 }));
        Assert.Equal(400, failure.Status);
        Assert.Contains("max_completion_tokens", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APromptBeyondTheContext_Is400()
    {
        var failure = await Assert.ThrowsAsync<ClientResultException>(
            () => shared.Grid.Chat().CompleteChatAsync([new UserChatMessage(string.Join(' ', Enumerable.Repeat("lantern", 3000)))]));
        Assert.Equal(400, failure.Status);
        Assert.Contains("context_length_exceeded", failure.Message, StringComparison.Ordinal);
    }
}
