namespace FarAi.Inference.Tests.Models;

/// <summary>The transformer once more, naively, in double precision and without a cache: the oracle for shapes that golden.json lacks.</summary>
internal static class DoubleReference
{
    /// <summary>Logits [tokens, vocabulary]; <paramref name="frequency"/> maps the pair's index to radians per position.</summary>
    public static double[][] Logits(TemporaryModel m, int[] tokens, Func<int, double> frequency)
    {
        int Setting(string name) => (int)m.Config[name]!;
        int heads = Setting("num_attention_heads"), kvHeads = Setting("num_key_value_heads"), d = Setting("head_dim");
        double[][] x = [.. tokens.Select(token => Row(m, "model.embed_tokens.weight", token))];
        for (int layer = 0; layer < Setting("num_hidden_layers"); layer++)
        {
            string p = $"model.layers.{layer}.";
            double[][] h = [.. x.Select(row => Norm(row, Row(m, p + "input_layernorm.weight", 0)))];
            double[][] q = [.. h.Select((row, t) => Rotate(Linear(m, p + "self_attn.q_proj", row), t, d, frequency))];
            double[][] k = [.. h.Select((row, t) => Rotate(Linear(m, p + "self_attn.k_proj", row), t, d, frequency))];
            double[][] v = [.. h.Select(row => Linear(m, p + "self_attn.v_proj", row))];
            for (int t = 0; t < tokens.Length; t++)
            {
                double[] attended = new double[heads * d];
                for (int head = 0; head < heads; head++)
                {
                    int kv = head / (heads / kvHeads);
                    double[] weights = [.. Enumerable.Range(0, t + 1).Select(s =>
                        Math.Exp(Enumerable.Range(0, d).Sum(i => q[t][(head * d) + i] * k[s][(kv * d) + i]) / Math.Sqrt(d)))];
                    double total = weights.Sum();
                    for (int i = 0; i < d; i++)
                    {
                        attended[(head * d) + i] = Enumerable.Range(0, t + 1).Sum(s => weights[s] / total * v[s][(kv * d) + i]);
                    }
                }

                x[t] = Add(x[t], Linear(m, p + "self_attn.o_proj", attended));
                double[] normed = Norm(x[t], Row(m, p + "post_attention_layernorm.weight", 0));
                double[] up = Linear(m, p + "mlp.up_proj", normed);
                double[] gated = [.. Linear(m, p + "mlp.gate_proj", normed).Select((g, i) => g / (1 + Math.Exp(-g)) * up[i])];
                x[t] = Add(x[t], Linear(m, p + "mlp.down_proj", gated));
            }
        }

        string output = (bool)m.Config["tie_word_embeddings"]! ? "model.embed_tokens" : "lm_head";
        return [.. x.Select(row => Linear(m, output, Norm(row, Row(m, "model.norm.weight", 0))))];
    }

    private static double[] Row(TemporaryModel m, string name, int row)
    {
        (int[] shape, float[] values) = m.Tensors[name];
        int width = shape[^1];
        return [.. values.Skip(row * width).Take(width).Select(value => (double)value)];
    }

    private static double[] Linear(TemporaryModel m, string name, double[] x)
    {
        float[] w = m.Tensors[name + ".weight"].Values;
        float[]? bias = m.Tensors.TryGetValue(name + ".bias", out (int[] Shape, float[] Values) found) ? found.Values : null;
        return [.. Enumerable.Range(0, w.Length / x.Length).Select(o => x.Select((value, i) => value * w[(o * x.Length) + i]).Sum() + (bias?[o] ?? 0))];
    }

    private static double[] Norm(double[] x, double[] w)
    {
        double scale = 1 / Math.Sqrt(x.Average(value => value * value) + 1e-5);
        return [.. x.Select((value, i) => value * scale * w[i])];
    }

    private static double[] Add(double[] a, double[] b) => [.. a.Select((value, i) => value + b[i])];

    private static double[] Rotate(double[] x, int position, int d, Func<int, double> frequency)
    {
        double[] result = [.. x];
        for (int start = 0; start < x.Length; start += d)
        {
            for (int i = 0; i < d / 2; i++)
            {
                (double sin, double cos) = Math.SinCos(position * frequency(i));
                (double a, double b) = (x[start + i], x[start + i + (d / 2)]);
                (result[start + i], result[start + i + (d / 2)]) = ((a * cos) - (b * sin), (b * cos) + (a * sin));
            }
        }

        return result;
    }
}
