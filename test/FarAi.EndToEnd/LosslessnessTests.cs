using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>The grid's answer is the target model's own, token for token, however far scouts draft ahead.</summary>
[Collection(nameof(SharedGrid))]
public sealed class LosslessnessTests(SharedGrid shared)
{
    private const int MaxTokens = 48;

    [Theory]
    [InlineData("off", 0.0)]
    [InlineData("off", 0.8)]
    [InlineData("1", 0.0)]
    [InlineData("1", 0.8)]
    [InlineData("4", 0.0)]
    [InlineData("4", 0.8)]
    [InlineData("8", 0.0)]
    [InlineData("8", 0.8)]
    [InlineData("adaptive", 0.0)]
    [InlineData("adaptive", 0.8)]
    public async Task TwentyPrompts_EqualTheWholeModel(string speculation, double temperature)
    {
        var client = shared.Grid.Chat(speculation);
        Assert.Equal(20, Reference.Prompts.Count);
        foreach (var (seed, prompt) in Reference.Prompts.Index())
        {
            var expected = Reference.To(prompt, temperature, seed, MaxTokens);
            var (text, usage, _) = await Asked.StreamAsync(client, prompt, Asked.Options(temperature, seed, MaxTokens));
            Assert.True(expected.Text == text, $"γ {speculation}, T {temperature}, prompt {seed} '{prompt}':\nmodel: {expected.Text}\ngrid:  {text}");
            Assert.Equal(expected.Tokens, usage!.OutputTokenCount);
        }
    }

    [Fact]
    public async Task ManySessionsAtOnce_EqualTheWholeModelEach()
    {
        var client = shared.Grid.Chat();
        var answers = await Task.WhenAll(Reference.Prompts.Select((prompt, seed) => Asked.StreamAsync(client, prompt, Asked.Options(0.8, seed, MaxTokens))));
        foreach (var (seed, prompt) in Reference.Prompts.Index())
            Assert.Equal(Reference.To(prompt, 0.8, seed, MaxTokens).Text, answers[seed].Text);
    }
}
