using System.Text.Json;

namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>
/// Reads <c>pre_tokenizer</c>: <c>ByteLevel</c>, or a <c>Sequence</c> of <c>Split</c> and <c>Digits</c> steps that ends in it.
/// Only expressions with a scanner of their own are accepted: to run any other through .NET's Regex could cut it
/// differently than the reference does, and nobody would notice.
/// </summary>
internal static class PreTokenizerReader
{
    private const int MaximumSteps = 16;

    /// <summary>The steps, in order.</summary>
    /// <exception cref="TokenizerFormatException">A step or an expression that is not implemented.</exception>
    public static List<PreTokenizerStep> Read(JsonElement? preTokenizer)
    {
        var steps = new List<PreTokenizerStep>();
        var complete = false;
        foreach (var step in Flatten(preTokenizer))
        {
            if (complete || steps.Count == MaximumSteps) throw Unsupported("the steps do not end with one ByteLevel");
            steps.Add(ReadStep(step, out complete));
        }

        return complete ? steps : throw Unsupported("there is no ByteLevel step");
    }

    private static List<JsonElement> Flatten(JsonElement? preTokenizer)
    {
        if (preTokenizer is not { } root) return [];
        if (root.Required(JsonValueKind.Object, "'pre_tokenizer'").Text("type") != "Sequence") return [root];
        return [.. root.Field("pretokenizers", JsonValueKind.Array).EnumerateArray()];
    }

    private static PreTokenizerStep ReadStep(JsonElement step, out bool complete)
    {
        var type = step.Required(JsonValueKind.Object, "a pre-tokenizer").Text("type");
        complete = type == "ByteLevel";
        return type switch
        {
            "ByteLevel" => new(step.Flag("use_regex", true) ? new Gpt2Scanner() : null, step.Flag("add_prefix_space", true)),
            "Digits" => new(new DigitScanner(step.Flag("individual_digits")), false),
            "Split" => new(ReadSplit(step), false),
            _ => throw Unsupported($"type '{type}' is not implemented"),
        };
    }

    private static IPieceScanner ReadSplit(JsonElement step)
    {
        // The expressions match every character, so the matches kept apart and the gaps between them removed are the same cut.
        var invert = step.Flag("invert");
        var behavior = step.Text("behavior");
        if (!((behavior == "Isolated" && !invert) || (behavior == "Removed" && invert)))
            throw Unsupported($"Split with behavior '{behavior}' and invert {invert} is not implemented");

        var pattern = step.Field("pattern", JsonValueKind.Object).Text("Regex");
        return pattern switch
        {
            Gpt2Scanner.Pattern => new Gpt2Scanner(),
            Cl100kScanner.PatternBeforeDigits + @"\p{N}{1,3}" + Cl100kScanner.PatternAfterDigits => new Cl100kScanner(digits: 3),
            Cl100kScanner.PatternBeforeDigits + @"\p{N}" + Cl100kScanner.PatternAfterDigits => new Cl100kScanner(digits: 1),
            _ => throw Unsupported($"Split with the pattern '{pattern}' is not implemented"),
        };
    }

    private static TokenizerFormatException Unsupported(string why) =>
        new(TokenizerFormatError.UnsupportedPreTokenizer, $"The pre-tokenizer cannot be used: {why}.");
}
