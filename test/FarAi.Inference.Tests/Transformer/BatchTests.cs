namespace FarAi.Inference.Tests.Transformer;

/// <summary>A row's answer depends on its own history, not on the company it is computed in.</summary>
public sealed class BatchTests
{
    [Fact]
    public void NinePositionsAtOnce_EqualNineSteps()
    {
        using var chain = new ShardChain(GoldenModels.Target, 2, 2, 2);
        int[] ids = GoldenModels.Prompt("chat_story").Ids;
        int[] next = GoldenModels.Prompt("chat_story").TargetGreedy[..9];
        KeyValueCache[] caches = chain.CreateCaches();
        chain.Run(caches, 0, ids);
        float[] together = chain.Run(caches, ids.Length, next);
        for (int i = 0; i < next.Length; i++)
        {
            // The caches still hold all nine: each step truncates them to its own position first.
            Bits.AssertEqual(chain.Row(together, i), chain.Run(caches, ids.Length + i, [next[i]]));
        }
    }

    [Fact]
    public void SessionsInOneCall_EqualSessionsAlone()
    {
        using var model = LlamaShard.LoadWhole(GoldenModels.Target);
        int width = model.Config.HiddenSize;
        int[] first = GoldenModels.Prompt("plain_long").Ids, second = GoldenModels.Prompt("chat_sum").Ids, third = GoldenModels.Prompt("plain_one_token").Ids;
        int[] all = [.. first, .. second, .. third];
        float[] batched = new float[all.Length * width];
        model.Embed(all, batched);
        float[] alone = [.. batched];

        model.Forward(
            [
                new Segment(model.CreateCache(), 0, first.Length), new Segment(model.CreateCache(), 0, second.Length),
                new Segment(model.CreateCache(), 0, third.Length),
            ],
            batched);
        int row = 0;
        foreach (int[] session in (int[][])[first, second, third])
        {
            model.Forward([new Segment(model.CreateCache(), 0, session.Length)], alone.AsSpan(row * width, session.Length * width));
            row += session.Length;
        }

        Bits.AssertEqual(alone, batched);
    }

    [Fact]
    public void RejectedDraft_LeavesNoTrace()
    {
        using var chain = new ShardChain(GoldenModels.Target, 3, 3);
        int[] ids = GoldenModels.Prompt("chat_who").Ids;
        KeyValueCache[] disturbed = chain.CreateCaches(), calm = chain.CreateCaches();
        chain.Run(disturbed, 0, ids);
        chain.Run(calm, 0, ids);
        chain.Run(disturbed, ids.Length, [5, 6, 7, 8, 9, 10, 11, 12]);
        Bits.AssertEqual(chain.Run(calm, ids.Length, [43]), chain.Run(disturbed, ids.Length, [43]));
        Assert.All(disturbed, cache => Assert.Equal(ids.Length + 1, cache.Length));
    }

    [Fact]
    public void SteadyState_AllocatesNothing()
    {
        using var model = LlamaShard.LoadWhole(GoldenModels.Target);
        var sampler = new FarAi.Inference.Sampling.CoupledSampler(model.Config.VocabularySize);
        KeyValueCache cache = model.CreateCache();
        float[] hidden = new float[9 * model.Config.HiddenSize], logits = new float[9 * model.Config.VocabularySize];
        int[] tokens = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Decode(20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode(20);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Decode(int rounds)
        {
            cache.Truncate(0);
            for (int i = 0; i < rounds; i++)
            {
                model.Embed(tokens, hidden);
                model.Forward([new Segment(cache, cache.Length, 9)], hidden);
                model.Logits(hidden, logits);
                sampler.Choose(logits.AsSpan(0, 2048), new(0.8, 0.9, 0, 1), i);
                sampler.Choose(logits.AsSpan(0, 2048), new(0.8, 1, 40, 1), i);
            }
        }
    }
}
