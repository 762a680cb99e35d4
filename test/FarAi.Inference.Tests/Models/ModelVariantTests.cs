using System.Text.Json.Nodes;

namespace FarAi.Inference.Tests.Models;

/// <summary>Element types, multi-file models, untied outputs, biases and rotary scalings, against a naive double-precision reference.</summary>
public sealed class ModelVariantTests
{
    private static readonly int[] _tokens = [7, 3, 49, 0, 12, 12, 31, 5, 44, 21, 9, 1, 30, 17, 2, 8, 40, 41, 6, 11, 23, 29, 35, 47, 13, 19, 4, 10, 33, 25, 37, 15, 16, 18, 22, 26];

    [Theory]
    [InlineData("F32", 1)]
    [InlineData("F16", 1)]
    [InlineData("BF16", 1)]
    [InlineData("BF16", 4)]
    [InlineData("F16", 3)]
    public void ElementTypesAndParts_GiveTheSameBits(string type, int parts)
    {
        using TemporaryModel plain = new TemporaryModel().Write(), variant = new TemporaryModel().Write(type, parts);
        Bits.AssertEqual(Logits(plain), Logits(variant));
        AssertMatches(variant, Frequency);
    }

    [Fact]
    public void UntiedOutput_IsUsed()
    {
        using var model = new TemporaryModel();
        model.Config["tie_word_embeddings"] = false;
        AssertMatches(model.Write(), Frequency);
    }

    [Fact]
    public void Biases_AreAdded()
    {
        using TemporaryModel qwen = new(), llama = new();
        qwen.Config["model_type"] = "qwen2";
        qwen.Config["sliding_window"] = 4096;
        qwen.Config["use_sliding_window"] = false;
        llama.Config["attention_bias"] = true;
        AssertMatches(qwen.Write(), Frequency);
        AssertMatches(llama.Write("F16"), Frequency);
    }

    [Fact]
    public void LinearScaling_StretchesPositions()
    {
        using var model = new TemporaryModel();
        model.Config["rope_scaling"] = new JsonObject { ["type"] = "linear", ["factor"] = 4.0 };
        AssertMatches(model.Write(), pair => Frequency(pair) / 4);
    }

    [Fact]
    public void Llama3Scaling_StretchesLongWavesOnly()
    {
        using var model = new TemporaryModel();
        model.Config["rope_scaling"] = new JsonObject
        {
            ["rope_type"] = "llama3",
            ["factor"] = 8.0,
            ["low_freq_factor"] = 1.0,
            ["high_freq_factor"] = 4.0,
            ["original_max_position_embeddings"] = 128,
        };

        // Wavelengths of the five pairs: 6.3, 40, 250, 1578, 9957 positions; kept below 32, divided above 128, blended between.
        double smooth = ((128 * Frequency(1) / (2 * Math.PI)) - 1) / 3;
        double[] expected = [Frequency(0), ((1 - smooth) * Frequency(1) / 8) + (smooth * Frequency(1)), Frequency(2) / 8, Frequency(3) / 8, Frequency(4) / 8];
        AssertMatches(model.Write(), pair => expected[pair]);
    }

    [Fact]
    public void Digest_TellsReleasesApart()
    {
        using TemporaryModel one = new TemporaryModel().Write(), same = new TemporaryModel().Write(), other = new TemporaryModel().Write("F16");
        Assert.Equal(Digest(one), Digest(same));
        Assert.NotEqual(Digest(one), Digest(other));
        Assert.Matches("^[0-9a-f]{64}$", Digest(one));
        same.Config["rope_theta"] = 20000.0;
        Assert.NotEqual(Digest(one), Digest(same.Write()));
    }

    private static double Frequency(int pair) => Math.Pow(10000, -2.0 * pair / 10);

    private static string Digest(TemporaryModel model)
    {
        using var shard = LlamaShard.LoadWhole(model.Folder);
        return shard.Digest;
    }

    private static float[] Logits(TemporaryModel model)
    {
        using var chain = new ShardChain(model.Folder, 1, 2);
        return chain.Run(chain.CreateCaches(), 0, _tokens);
    }

    private static void AssertMatches(TemporaryModel model, Func<int, double> frequency)
    {
        double[] expected = [.. DoubleReference.Logits(model, _tokens, frequency).SelectMany(row => row)];
        float[] actual = Logits(model);
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs), worst = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(worst / scale, 0, 2e-5);
    }
}
