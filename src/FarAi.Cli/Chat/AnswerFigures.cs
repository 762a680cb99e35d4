using System.Globalization;

namespace FarAi.Cli.Chat;

/// <summary>How an answer came about.</summary>
/// <param name="Tokens">Tokens generated.</param>
/// <param name="Accepted">Of the drafted tokens, those that the target chose too.</param>
/// <param name="Rejected">The others.</param>
/// <param name="FirstText">From the request to the first text.</param>
/// <param name="Whole">From the request to the end.</param>
internal sealed record AnswerFigures(int Tokens, int Accepted, int Rejected, TimeSpan FirstText, TimeSpan Whole)
{
    /// <summary>One line for a person.</summary>
    public override string ToString()
    {
        // The first text comes with the first tokens: the rate is that of the whole answer, so that short answers don't read as infinite.
        var rate = Tokens / Math.Max(Whole.TotalSeconds, 1e-3);
        var drafted = Accepted + Rejected;
        var acceptance = drafted == 0 ? "nothing drafted" : string.Create(CultureInfo.InvariantCulture, $"acceptance {(double)Accepted / drafted:P0} of {drafted} drafted");
        return string.Create(CultureInfo.InvariantCulture, $"{Tokens} tokens, {rate:0.0} tokens/s, first text after {FirstText.TotalMilliseconds:0} ms, {acceptance}");
    }
}
