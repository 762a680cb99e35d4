namespace FarAi.Inference.Tokenization.Templates;

/// <summary>
/// A text value that remembers which of its characters came from a message and not from the template. Only the latter may
/// form special tokens. Immutable; every operation keeps the marks, or marks more than it must, never less.
/// </summary>
internal sealed class TemplateText
{
    public static readonly TemplateText Empty = new("", []);

    private TemplateText(string value, TextRange[] plain)
    {
        Value = value;
        Plain = plain;
    }

    public string Value { get; }

    /// <summary>What came from messages: sorted, disjoint ranges of <see cref="Value"/>.</summary>
    public TextRange[] Plain { get; }

    public static TemplateText FromTemplate(string value) => new(value, []);

    public static TemplateText FromMessage(string value) => new(value, value.Length == 0 ? [] : [new TextRange(0, value.Length)]);

    public static TemplateText Marked(string value, TextRange[] plain) => new(value, plain);

    /// <summary>A text made out of <paramref name="sources"/> by other means: all from a message if any of them is in part.</summary>
    public static TemplateText Derived(string value, params ReadOnlySpan<TemplateText> sources)
    {
        foreach (var source in sources)
            if (source.Plain.Length > 0) return FromMessage(value);
        return FromTemplate(value);
    }

    public TemplateText Append(TemplateText other)
    {
        if (other.Value.Length == 0) return this;
        var shift = Value.Length;
        return new(Value + other.Value, [.. Plain, .. other.Plain.Select(r => new TextRange(r.Start + shift, r.End + shift))]);
    }

    /// <summary>The characters <c>[start, end)</c>.</summary>
    public TemplateText Slice(int start, int end) => new(
        Value[start..end],
        [.. Plain.Where(r => r.End > start && r.Start < end)
            .Select(r => new TextRange(Math.Max(r.Start, start) - start, Math.Min(r.End, end) - start))]);

    /// <summary>Without the <paramref name="characters"/> (null: white space as Python counts it) at the ends.</summary>
    public TemplateText Trim(bool start, bool end, string? characters = null)
    {
        int from = 0, to = Value.Length;
        while (start && from < to && Matches(Value[from])) from++;
        while (end && to > from && Matches(Value[to - 1])) to--;
        return Slice(from, to);

        bool Matches(char c) => characters is null ? IsSpace(c) : characters.Contains(c);
    }

    /// <summary>The parts between the <paramref name="separator"/>s.</summary>
    public List<object?> Split(string separator)
    {
        var parts = new List<object?>();
        var start = 0;
        for (int at; (at = Value.IndexOf(separator, start, StringComparison.Ordinal)) >= 0; start = at + separator.Length)
            parts.Add(Slice(start, at));
        parts.Add(Slice(start, Value.Length));
        return parts;
    }

    /// <summary>Python's white space: Unicode's, and the four separators U+001C to U+001F.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    public override string ToString() => Value;
}
