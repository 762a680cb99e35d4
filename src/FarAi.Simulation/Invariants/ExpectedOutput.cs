using System.Text;
using FarAi.Core.Speculation;
using FarAi.Grains.Sessions;
using FarAi.Simulation.Grid;

namespace FarAi.Simulation.Invariants;

/// <summary>What a request must give, computed without the grid.</summary>
/// <param name="Tokens">The tokens, an end token included.</param>
/// <param name="Text">Their text, up to a stop string.</param>
/// <param name="Finish">Why it ends.</param>
public sealed record ExpectedOutput(IReadOnlyList<int> Tokens, string Text, FinishReason Finish)
{
    /// <summary>The output of a model for a request.</summary>
    public static ExpectedOutput Of(SimulatedModel model, SessionRequest request)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(request);
        var (tokens, finish) = model.Generate(request.Prompt, request.Sampling, request.MaxTokens);
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] != SimulatedModel.EndToken)
                text.Append((char)tokens[i]);
            var whole = text.ToString();
            foreach (var stop in request.Stop)
            {
                if (whole.EndsWith(stop, StringComparison.Ordinal))
                    return new ExpectedOutput(tokens[..(i + 1)], whole[..^stop.Length], FinishReason.Stop);
            }
        }

        return new ExpectedOutput(tokens, text.ToString(), finish);
    }
}
