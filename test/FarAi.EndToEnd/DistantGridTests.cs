using FarAi.EndToEnd.Fixture;
using OpenAI.Chat;

namespace FarAi.EndToEnd;

/// <summary>A grid whose links take 10 ms each way: what drafts are for.</summary>
[Collection(nameof(SlowGrid))]
public sealed class DistantGridTests(SlowGrid slow)
{
    private const string Story = "Tell me a story about a fox named Pip and a brass lantern.";

    [Fact]
    public async Task TheUsage_TellsHowManyDraftsWereAccepted()
    {
        await slow.Grid.WholeAsync();
        ChatCompletion drafted = await slow.Grid.Chat("4").CompleteChatAsync([new UserChatMessage(Story)], Asked.Options(0, 1, 100));
        Assert.Equal(Reference.To(Story, 0, 1, 100).Text, drafted.Content[0].Text);
        Assert.True(drafted.Usage.OutputTokenDetails.AcceptedPredictionTokenCount > 30, $"accepted: {drafted.Usage.OutputTokenDetails.AcceptedPredictionTokenCount} of 100");
        ChatCompletion plain = await slow.Grid.Chat("off").CompleteChatAsync([new UserChatMessage(Story)], Asked.Options(0, 1, 30));
        Assert.Equal(0, plain.Usage.OutputTokenDetails.AcceptedPredictionTokenCount);
        Assert.Equal(0, plain.Usage.OutputTokenDetails.RejectedPredictionTokenCount);
    }
}
