using FarAi.Core.Sampling;
using FarAi.Inference.Sampling;

namespace FarAi.Inference.Tests.Transformer;

/// <summary>The engine against the vectors that an independent implementation wrote (golden.json).</summary>
public sealed class GoldenVectorTests
{
    private const float Tolerance = 1e-3f;

    public static TheoryData<string> Names => GoldenModels.PromptNames;

    [Theory, MemberData(nameof(Names))]
    public void LastPosition_MatchesTopLogitsOfBothModels(string name)
    {
        GoldenPrompt prompt = GoldenModels.Prompt(name);
        AssertTop(GoldenModels.Target, prompt.Ids, prompt.TargetTop);
        AssertTop(GoldenModels.Draft, prompt.Ids, prompt.DraftTop);
    }

    [Theory, MemberData(nameof(Names))]
    public void GreedyContinuation_IsExact(string name)
    {
        GoldenPrompt prompt = GoldenModels.Prompt(name);
        using var model = LlamaShard.LoadWhole(GoldenModels.Target);
        int[] tokens = [.. new WholeModelGenerator(model).Generate(prompt.Ids, SamplingParameters.Greedy, 48)];
        Assert.Equal(prompt.TargetGreedy, tokens);
    }

    [Theory, MemberData(nameof(Names))]
    public void DraftAlongTheTargetsTokens_PredictsTheSame(string name)
    {
        GoldenPrompt prompt = GoldenModels.Prompt(name);
        using var chain = new ShardChain(GoldenModels.Draft, 2);
        int[] all = [.. prompt.Ids, .. prompt.TargetGreedy];
        float[] logits = chain.Run(chain.CreateCaches(), 0, all);
        int[] predicted = [.. Enumerable.Range(prompt.Ids.Length - 1, 48).Select(row => CoupledSampler.ArgMax(chain.Row(logits, row)))];
        Assert.Equal(prompt.DraftAlongTarget, predicted);
    }

    [Theory]
    [InlineData(2, 2, 2)]
    [InlineData(1, 4, 1)]
    [InlineData(3, 1, 2)]
    [InlineData(1, 5)]
    [InlineData(1, 1, 1, 1, 1, 1)]
    public void CutIntoShards_GivesTheWholeModelsBits(params int[] counts)
    {
        using var whole = new ShardChain(GoldenModels.Target, 6);
        using var cut = new ShardChain(GoldenModels.Target, counts);
        foreach (GoldenPrompt prompt in GoldenModels.Prompts)
        {
            Bits.AssertEqual(whole.Run(whole.CreateCaches(), 0, prompt.Ids), cut.Run(cut.CreateCaches(), 0, prompt.Ids));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(32)]
    [InlineData(100)]
    public void ChunkedPrefill_GivesTheSameBits(int chunk)
    {
        int[] ids = GoldenModels.Prompt("plain_long").Ids;
        using var chain = new ShardChain(GoldenModels.Target, 2, 2, 2);
        float[] atOnce = chain.LastRow(chain.Run(chain.CreateCaches(), 0, ids));
        KeyValueCache[] caches = chain.CreateCaches();
        float[] last = [];
        for (int start = 0; start < ids.Length; start += chunk)
        {
            last = chain.LastRow(chain.Run(caches, start, ids.AsSpan(start, Math.Min(chunk, ids.Length - start))));
        }

        Bits.AssertEqual(atOnce, last);
    }

    private static void AssertTop(string directory, int[] ids, (int Id, float Logit)[] top)
    {
        using var model = LlamaShard.LoadWhole(directory);
        float[] hidden = new float[ids.Length * model.Config.HiddenSize];
        float[] logits = new float[model.Config.VocabularySize];
        model.Embed(ids, hidden);
        model.Forward([new Segment(model.CreateCache(), 0, ids.Length)], hidden);
        model.Logits(hidden.AsSpan(hidden.Length - model.Config.HiddenSize), logits);
        foreach ((int id, float logit) in top)
        {
            Assert.InRange(logits[id], logit - Tolerance, logit + Tolerance);
        }

        Assert.Equal(top[0].Id, CoupledSampler.ArgMax(logits));
    }
}
