namespace FarAi.Inference.Tokenization.Templates;

internal enum TemplateTokenKind
{
    /// <summary>Text between tags.</summary>
    Text,

    /// <summary><c>{{</c>.</summary>
    PrintBegin,

    /// <summary><c>}}</c>.</summary>
    PrintEnd,

    /// <summary><c>{%</c>.</summary>
    BlockBegin,

    /// <summary><c>%}</c>.</summary>
    BlockEnd,

    Name,
    Integer,

    /// <summary>A string literal, without its quotes and escapes.</summary>
    String,

    Operator,

    /// <summary>The end of the template.</summary>
    End,
}

/// <summary>One token of a template and the offset where it starts, for error messages.</summary>
internal readonly record struct TemplateToken(TemplateTokenKind Kind, string Text, int Offset)
{
    public bool Is(string text) => Kind is TemplateTokenKind.Operator or TemplateTokenKind.Name && Text == text;
}
