using FarAi.Core.Sampling;
using FarAi.Inference.Kernels;

namespace FarAi.Inference.Sampling;

/// <summary>
/// Chooses a token by Gumbel coupling: argmax over the kept tokens of logit / T + g(seed, position, token). The kept tokens are the
/// <c>TopK</c> most probable ones, and of these the most probable ones until their share of the probability at temperature T reaches
/// <c>TopP</c> (the token that reaches it is kept). T = 0 takes the greatest logit. Ties go to the lowest id. NaN is never chosen over
/// a number. Holds scratch memory: one instance per thread, no allocation per call.
/// </summary>
/// <remarks>The distribution is softmax(logits / T) over the kept tokens, and two models with the same seed choose the same token
/// as often as any pair of samplers without communication can be made to (Daliri, Musco, Suresh 2024).</remarks>
public sealed class CoupledSampler(int vocabulary)
{
    private readonly int[] _heap = new int[vocabulary];
    private readonly int[] _kept = new int[vocabulary];

    /// <summary>The token for <paramref name="position"/>, its index in prompt and generation together.</summary>
    /// <param name="logits">[vocabulary]</param>
    /// <param name="p">Temperature, filters and seed.</param>
    /// <param name="position">At least 0.</param>
    public int Choose(ReadOnlySpan<float> logits, in SamplingParameters p, int position)
    {
        if (logits.Length != vocabulary)
        {
            throw new ArgumentException($"{logits.Length} logits given, {vocabulary} expected.", nameof(logits));
        }

        int best = ArgMax(logits);
        if (p.IsGreedy || !float.IsFinite(logits[best]))
        {
            return best;
        }

        if (p.TopP >= 1 && (p.TopK <= 0 || p.TopK >= vocabulary))
        {
            return Perturbed(logits, best, p, position, null, vocabulary);
        }

        int count = Keep(logits, p);
        return Perturbed(logits, best, p, position, _kept, count);
    }

    /// <summary>The index of the greatest logit, the lowest of several; 0 if all are NaN.</summary>
    public static int ArgMax(ReadOnlySpan<float> logits)
    {
        int best = 0;
        float greatest = float.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] > greatest)
            {
                (best, greatest) = (i, logits[i]);
            }
        }

        return best;
    }

    // The likeliest token goes first: most others are then beyond the reach of their noise's upper bound and cost no logarithm.
    private static int Perturbed(ReadOnlySpan<float> logits, int best, in SamplingParameters p, int position, int[]? kept, int count)
    {
        ulong stream = GumbelNoise.Stream(p.Seed, position);
        double greatest = (logits[best] / p.Temperature) + GumbelNoise.FromBits(GumbelNoise.Bits(stream, best));
        for (int i = 0; i < count; i++)
        {
            int token = kept is null ? i : kept[i];
            double score = logits[token] / p.Temperature;
            ulong bits = GumbelNoise.Bits(stream, token);
            if (score + GumbelNoise.Bound(bits) < greatest)
            {
                continue;
            }

            score += GumbelNoise.FromBits(bits);
            if (score > greatest || (score == greatest && token < best))
            {
                (best, greatest) = (token, score);
            }
        }

        return best;
    }

    // Takes tokens off a heap in descending order until both filters are satisfied; returns how many.
    private int Keep(ReadOnlySpan<float> logits, in SamplingParameters p)
    {
        int most = p.TopK > 0 ? Math.Min(p.TopK, vocabulary) : vocabulary;
        for (int i = 0; i < vocabulary; i++)
        {
            _heap[i] = i;
        }

        for (int i = (vocabulary / 2) - 1; i >= 0; i--)
        {
            Sift(logits, i, vocabulary);
        }

        double max = logits[_heap[0]], total = 0;
        int count = 0;
        if (most == vocabulary)
        {
            foreach (float logit in logits)
            {
                total += Weight(logit, max, p.Temperature);
            }
        }
        else
        {
            for (; count < most; count++)
            {
                _kept[count] = Pop(logits, vocabulary - count);
                total += Weight(logits[_kept[count]], max, p.Temperature);
            }

            if (p.TopP >= 1)
            {
                return count;
            }
        }

        // With top-k the tokens are in order already; without, they come off the heap as far as they are needed.
        double sum = 0;
        for (int i = 0; i < most; i++)
        {
            _kept[i] = i < count ? _kept[i] : Pop(logits, vocabulary - i);
            sum += Weight(logits[_kept[i]], max, p.Temperature);
            if (sum >= p.TopP * total)
            {
                return i + 1;
            }
        }

        return most;
    }

    private static double Weight(float logit, double max, double temperature) => float.IsNaN(logit) ? 0 : PortableMath.Exp((logit - max) / temperature);

    private int Pop(ReadOnlySpan<float> logits, int size)
    {
        int top = _heap[0];
        _heap[0] = _heap[size - 1];
        Sift(logits, 0, size - 1);
        return top;
    }

    private void Sift(ReadOnlySpan<float> logits, int index, int size)
    {
        int token = _heap[index];
        while ((2 * index) + 1 < size)
        {
            int child = (2 * index) + 1;
            if (child + 1 < size && Before(logits, _heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!Before(logits, _heap[child], token))
            {
                break;
            }

            _heap[index] = _heap[child];
            index = child;
        }

        _heap[index] = token;
    }

    // Greater logit first, then lower id; NaN last.
    private static bool Before(ReadOnlySpan<float> logits, int a, int b)
    {
        float x = logits[a], y = logits[b];
        return x > y || (!(y > x) && ((float.IsNaN(y) && !float.IsNaN(x)) || (float.IsNaN(x) == float.IsNaN(y) && a < b)));
    }
}
