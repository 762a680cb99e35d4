using FarAi.Core.Nodes;
using FarAi.Inference.Models;

namespace FarAi.Node.Stages;

/// <summary>What a session may ask of a model. Pure.</summary>
internal static class SessionRules
{
    /// <summary>The sequence's greatest length: the prompt and the most generated tokens, within the model's context.</summary>
    public static int Limit(OpenSession opened, ModelConfig model) =>
        (int)Math.Min((long)opened.PromptLength + opened.MaxTokens, model.MaxPositions);

    /// <summary>Why the session can't be served, or null.</summary>
    public static string? Refusal(OpenSession opened, ModelConfig model)
    {
        if (opened.Tokens.Count == 0 || opened.PromptLength < 1 || opened.PromptLength > opened.Tokens.Count || opened.MaxTokens < 1)
            return "a session needs a prompt of at least one token and at least one token to generate";
        if (opened.Tokens.Count >= Limit(opened, model))
            return $"{opened.Tokens.Count} tokens leave nothing to generate within {Limit(opened, model)}";
        foreach (var token in opened.Tokens)
        {
            if ((uint)token >= (uint)model.VocabularySize)
                return $"token {token} is outside the vocabulary of {model.VocabularySize}";
        }

        return null;
    }
}
