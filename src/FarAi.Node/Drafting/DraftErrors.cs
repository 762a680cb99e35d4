namespace FarAi.Node.Drafting;

/// <summary>Replaces a share of the drafts by another token, so that benchmarks can show how a worse draft model does.</summary>
/// <param name="rate">Share of tokens to replace, 0 to 1.</param>
/// <param name="seed">Which ones.</param>
/// <param name="vocabulary">Tokens of the model.</param>
internal sealed class DraftErrors(double rate, int seed, int vocabulary)
{
    private readonly Random _random = new(seed);

    /// <summary>The token, or another one.</summary>
    public int Apply(int token) => rate > 0 && _random.NextDouble() < rate ? (token + 1) % vocabulary : token;
}
