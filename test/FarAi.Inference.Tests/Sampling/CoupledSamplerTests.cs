using FarAi.Core.Sampling;
using FarAi.Inference.Sampling;

namespace FarAi.Inference.Tests.Sampling;

/// <summary>Gumbel coupling: the distribution, the filters, and the agreement that it is for.</summary>
public sealed class CoupledSamplerTests
{
    private static readonly float[] _logits = [2.0f, 1.0f, 0.5f, 0.0f, -0.5f, 3.0f, -2.0f, 2.5f, 1.5f, -4.0f];

    [Theory]
    [InlineData(0.5, 1, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 1, 4)]
    [InlineData(1, 0.8, 0)]
    [InlineData(0.8, 0.9, 6)]
    public void ManyPositions_FollowTheFilteredSoftmax(double temperature, double topP, int topK)
    {
        const int draws = 200_000;
        double[] expected = Reference(_logits, temperature, topP, topK);
        var sampler = new CoupledSampler(_logits.Length);
        int[] counts = new int[_logits.Length];
        for (int position = 0; position < draws; position++)
        {
            counts[sampler.Choose(_logits, new SamplingParameters(temperature, topP, topK, 42), position)]++;
        }

        double chi = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double mean = expected[i] * draws;
            Assert.True(mean > 0 || counts[i] == 0, $"Token {i} is filtered out but was chosen {counts[i]} times.");
            chi += mean > 0 ? (counts[i] - mean) * (counts[i] - mean) / mean : 0;
        }

        // The 99.9 % quantile of chi-square with 9 degrees of freedom; the seed is fixed, so the test is, too.
        Assert.InRange(chi, 0, 27.88);
    }

    [Fact]
    public void SeedsAtOnePosition_FollowTheSoftmaxToo()
    {
        const int draws = 200_000;
        double[] expected = Reference(_logits, 1, 1, 0);
        var sampler = new CoupledSampler(_logits.Length);
        int[] counts = new int[_logits.Length];
        for (ulong seed = 0; seed < draws; seed++)
        {
            counts[sampler.Choose(_logits, new SamplingParameters(1, 1, 0, seed), 17)]++;
        }

        double chi = counts.Select((count, i) => (count - (expected[i] * draws)) * (count - (expected[i] * draws)) / (expected[i] * draws)).Sum();
        Assert.InRange(chi, 0, 27.88);
    }

    [Fact]
    public void SkippingByTheBound_NeverChangesTheChoice()
    {
        var random = new Random(9);
        float[] logits = new float[500];
        var sampler = new CoupledSampler(logits.Length);
        for (int position = 0; position < 2000; position++)
        {
            for (int i = 0; i < logits.Length; i++)
            {
                logits[i] = (float)(random.NextDouble() * 6);
            }

            ulong stream = GumbelNoise.Stream(3, position);
            int best = Enumerable.Range(0, logits.Length).MaxBy(i => (logits[i] / 0.7) + GumbelNoise.FromBits(GumbelNoise.Bits(stream, i)));
            Assert.Equal(best, sampler.Choose(logits, new SamplingParameters(0.7, 1, 0, 3), position));
        }
    }

    [Fact]
    public void NoiseBound_HoldsAtTheExtremes()
    {
        const ulong last = (1UL << 52) - 1;
        foreach (ulong bits in (ulong[])[0, 1, 2, last / 2, (last / 2) + 1, last - 2, last - 1, last])
        {
            Assert.True(double.IsFinite(GumbelNoise.FromBits(bits)));
            Assert.True(GumbelNoise.FromBits(bits) <= GumbelNoise.Bound(bits), $"{bits}");
        }
    }

    [Fact]
    public void SimilarModels_AgreeFarOftenerThanIndependentDraws()
    {
        var random = new Random(4);
        var sampler = new CoupledSampler(_logits.Length);
        int coupled = 0, independent = 0;
        for (int position = 0; position < 20_000; position++)
        {
            float[] other = [.. _logits.Select(logit => logit + (float)((random.NextDouble() - 0.5) * 0.4))];
            int choice = sampler.Choose(_logits, new SamplingParameters(1, 1, 0, 1), position);
            coupled += choice == sampler.Choose(other, new SamplingParameters(1, 1, 0, 1), position) ? 1 : 0;
            independent += choice == sampler.Choose(other, new SamplingParameters(1, 1, 0, 2), position) ? 1 : 0;
        }

        Assert.InRange(coupled / 20_000.0, 0.9, 1);
        Assert.InRange(independent / 20_000.0, 0.1, 0.4);
    }

    [Fact]
    public void Greedy_TakesTheLowestOfTheGreatest()
    {
        var sampler = new CoupledSampler(4);
        Assert.Equal(1, sampler.Choose([1, 7, 7, 3], SamplingParameters.Greedy, 0));
        Assert.Equal(3, sampler.Choose([float.NaN, float.NegativeInfinity, float.NaN, 0], SamplingParameters.Greedy, 0));
        Assert.Equal(0, sampler.Choose([float.NaN, float.NaN, float.NaN, float.NaN], SamplingParameters.Greedy, 0));
    }

    [Fact]
    public void BrokenLogits_NeverWinOverNumbers()
    {
        var sampler = new CoupledSampler(4);
        for (int position = 0; position < 1000; position++)
        {
            foreach (SamplingParameters p in (SamplingParameters[])[new(1, 1, 0, 1), new(1, 0.9, 0, 1), new(1, 1, 2, 1)])
            {
                Assert.Equal(2, sampler.Choose([float.NaN, float.NegativeInfinity, 0, float.NaN], p, position));
            }
        }

        Assert.Equal(1, sampler.Choose([0, float.PositiveInfinity, 0, 0], new(1, 1, 0, 1), 0));
    }

    [Fact]
    public void WrongVocabulary_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new CoupledSampler(4).Choose([1, 2, 3], SamplingParameters.Greedy, 0));

    // Softmax at T of the top-k tokens, cut to the smallest head that reaches top-p, renormalised.
    private static double[] Reference(float[] logits, double temperature, double topP, int topK)
    {
        int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).Take(topK == 0 ? logits.Length : topK)];
        double[] weights = [.. order.Select(i => Math.Exp(logits[i] / temperature))];
        double total = weights.Sum(), sum = 0;
        double[] result = new double[logits.Length];
        for (int i = 0; i < order.Length && sum < topP * total; i++)
        {
            result[order[i]] = weights[i];
            sum += weights[i];
        }

        return [.. result.Select(weight => weight / sum)];
    }
}
