namespace FarAi.Core.Sampling;

/// <summary>How the next token is chosen from a model's logits.</summary>
/// <param name="Temperature">Divides the logits; 0 is greedy. Legal range 0 to 2.</param>
/// <param name="TopP">Nucleus: keep the smallest set of tokens whose probability reaches this. 1 keeps all. Legal range (0, 1].</param>
/// <param name="TopK">Keep the K most probable tokens. 0 keeps all.</param>
/// <param name="Seed">The session's seed: the Gumbel noise of position t derives from (Seed, t) alone.</param>
public readonly record struct SamplingParameters(double Temperature, double TopP, int TopK, ulong Seed)
{
    /// <summary>Always the most probable token.</summary>
    public static SamplingParameters Greedy { get; } = new(0, 1, 0, 0);

    /// <summary>Whether noise plays no part.</summary>
    public bool IsGreedy => Temperature <= 0;
}
