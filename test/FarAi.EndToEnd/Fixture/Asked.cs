using System.Text;
using OpenAI.Chat;

namespace FarAi.EndToEnd.Fixture;

/// <summary>Questions through the official client.</summary>
internal static class Asked
{
    public static ChatCompletionOptions Options(double temperature, long seed, int maxTokens) =>
        new() { Temperature = (float)temperature, Seed = seed, MaxOutputTokenCount = maxTokens };

    /// <summary>The whole streamed text, its usage and how it ended; <paramref name="onText"/> sees each piece as it comes.</summary>
    public static async Task<(string Text, ChatTokenUsage? Usage, ChatFinishReason? Finish)> StreamAsync(
        ChatClient client, string prompt, ChatCompletionOptions options, Func<string, Task>? onText = null)
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage(prompt)], options, deadline.Token))
        {
            usage ??= update.Usage;
            finish ??= update.FinishReason;
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
                if (onText is not null && part.Text.Length > 0)
                    await onText(text.ToString());
            }
        }

        return (text.ToString(), usage, finish);
    }
}
