namespace FarAi.Cli.Bench;

/// <summary>One generation, measured from its first token's arrival to its last.</summary>
/// <param name="Tokens">Tokens that arrived after the first event.</param>
/// <param name="Decode">Time between the first and the last event.</param>
/// <param name="FirstToken">From the request to the first event.</param>
/// <param name="Text">What was generated.</param>
/// <param name="Accepted">Accepted drafts.</param>
/// <param name="Drafted">Verified drafts.</param>
internal sealed record BenchSample(int Tokens, TimeSpan Decode, TimeSpan FirstToken, string Text, long Accepted, long Drafted)
{
    /// <summary>Tokens per second while decoding.</summary>
    public double Rate => Tokens / Decode.TotalSeconds;
}
