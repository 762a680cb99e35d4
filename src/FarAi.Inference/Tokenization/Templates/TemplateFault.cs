namespace FarAi.Inference.Tokenization.Templates;

/// <summary>The ways in which a template is refused when it is loaded.</summary>
internal static class TemplateFault
{
    public static TokenizerFormatException Syntax(string what, int offset) =>
        new(TokenizerFormatError.TemplateSyntax, $"The chat template is malformed at offset {offset}: {what}.");

    public static TokenizerFormatException Unsupported(string what, int offset) =>
        new(TokenizerFormatError.TemplateUnsupported, $"The chat template uses {what} at offset {offset}, which is not implemented.");
}
