namespace FarAi.Inference.Tokenization.Templates;

/// <summary>A place in a list of tokens.</summary>
internal sealed class TemplateCursor(List<TemplateToken> tokens)
{
    private int _at;

    public TemplateToken Current => tokens[_at];

    public TemplateToken Next => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public int Offset => Current.Offset;

    /// <summary>The current token, which is then passed; the end is never passed.</summary>
    public TemplateToken Take() => Current.Kind == TemplateTokenKind.End ? Current : tokens[_at++];

    public TemplateToken Take(TemplateTokenKind kind) =>
        Current.Kind == kind ? Take() : throw TemplateFault.Syntax($"'{Current.Text}' where a {kind} belongs", Offset);

    public bool TryTake(string text)
    {
        if (!Current.Is(text)) return false;
        _at++;
        return true;
    }

    public void Expect(string text)
    {
        if (!TryTake(text)) throw TemplateFault.Syntax($"'{Current.Text}' where '{text}' belongs", Offset);
    }
}
