using System.Text;

namespace FarAi.Inference.Tokenization.Templates;

/// <summary>Builds a marked text out of many parts in linear time.</summary>
internal sealed class TextAssembler
{
    private readonly StringBuilder _text = new();
    private readonly List<TextRange> _plain = [];

    public int Length => _text.Length;

    public string Value => _text.ToString();

    public IReadOnlyList<TextRange> Plain => _plain;

    public void Append(TemplateText part)
    {
        foreach (var range in part.Plain) _plain.Add(new TextRange(_text.Length + range.Start, _text.Length + range.End));
        _text.Append(part.Value);
    }

    public TemplateText ToText() => TemplateText.Marked(Value, [.. _plain]);
}
