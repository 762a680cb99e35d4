using FarAi.Core.Models;
using FarAi.Core.Sampling;

namespace FarAi.Inference.Tests.Transformer;

/// <summary>Where the reference generation stops, and that it repeats.</summary>
public sealed class WholeModelGeneratorTests : IDisposable
{
    private readonly LlamaShard _model = LlamaShard.LoadWhole(GoldenModels.Draft);

    public void Dispose() => _model.Dispose();

    [Fact]
    public void EndToken_IsYieldedLast()
    {
        int[] prompt = GoldenModels.Prompt("chat_who").Ids;
        var generator = new WholeModelGenerator(_model);
        int[] free = [.. generator.Generate(prompt, SamplingParameters.Greedy, 200)];
        int[] stopped = [.. generator.Generate(prompt, SamplingParameters.Greedy, 200, _model.Config.EndTokens)];
        int end = Array.FindIndex(free, _model.Config.EndTokens.Contains);
        Assert.InRange(end, 1, 198);
        Assert.Equal(free[..(end + 1)], stopped);
    }

    [Fact]
    public void Context_IsFilledAndNotExceeded()
    {
        int[] prompt = [.. GoldenModels.Prompt("plain_long").Ids];
        int[] tokens = [.. new WholeModelGenerator(_model).Generate(prompt, SamplingParameters.Greedy, 5000)];
        Assert.Equal(1024 - prompt.Length, tokens.Length);
    }

    [Fact]
    public void Seed_DecidesTheTokens()
    {
        int[] prompt = GoldenModels.Prompt("plain_story").Ids;
        int[] Run(ulong seed) => [.. new WholeModelGenerator(_model).Generate(prompt, new SamplingParameters(0.8, 1, 0, seed), 60)];
        Assert.Equal(Run(1), Run(1));
        Assert.NotEqual(Run(1), Run(2));
    }

    [Fact]
    public void Resumed_ContinuesIdentically()
    {
        int[] prompt = GoldenModels.Prompt("chat_story").Ids;
        var sampling = new SamplingParameters(0.9, 0.95, 50, 7);
        var generator = new WholeModelGenerator(_model);
        int[] all = [.. generator.Generate(prompt, sampling, 40)];
        Assert.Equal(all[15..], generator.Generate([.. prompt, .. all[..15]], sampling, 25));
    }

    [Fact]
    public void NothingToDo_YieldsNothing()
    {
        var generator = new WholeModelGenerator(_model);
        Assert.Empty(generator.Generate([1], SamplingParameters.Greedy, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => generator.Generate([], SamplingParameters.Greedy, 1));
        using var part = LlamaShard.Load(GoldenModels.Target, new LayerRange(0, 3));
        Assert.Throws<ArgumentException>(() => new WholeModelGenerator(part));
    }
}
