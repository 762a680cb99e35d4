using System.Globalization;
using System.Text;

namespace FarAi.Inference.Tokenization.Templates;

/// <summary>The <c>tojson</c> filter as Hugging Face defines it: Python's <c>json.dumps(value, ensure_ascii=False)</c>.</summary>
internal static class JsonText
{
    private const int DeepestValue = 32;

    /// <summary>
    /// The JSON of a value, on one line or indented by <paramref name="indent"/> spaces a level. It counts as coming from a
    /// message as a whole, so it never holds special tokens.
    /// </summary>
    public static TemplateText Write(object? value, int? indent) => TemplateText.FromMessage(Text(value, indent, 0));

    private static string Text(object? value, int? indent, int depth) => value switch
    {
        _ when depth > DeepestValue => throw TemplateValue.Wrong("a value is nested too deeply for JSON"),
        null => "null",
        bool b => b ? "true" : "false",
        long n => n.ToString(CultureInfo.InvariantCulture),
        TemplateText t => Quote(t.Value),
        List<object?> l => Wrap('[', l.Select(x => Text(x, indent, depth + 1)), ']', indent, depth),
        Dictionary<string, object?> d => Wrap('{', d.Select(p => $"{Quote(p.Key)}: {Text(p.Value, indent, depth + 1)}"), '}', indent, depth),
        _ => throw TemplateValue.Wrong($"{TemplateValue.Kind(value)} has no JSON"),
    };

    private static string Wrap(char open, IEnumerable<string> items, char close, int? indent, int depth)
    {
        var all = items.ToList();
        if (all.Count == 0 || indent is not { } spaces) return $"{open}{string.Join(", ", all)}{close}";
        var line = "\n" + new string(' ', spaces * depth);
        var inner = line + new string(' ', spaces);
        return $"{open}{inner}{string.Join("," + inner, all)}{line}{close}";
    }

    private static string Quote(string text)
    {
        var json = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => json.Append(c),
            };
        }

        return json.Append('"').ToString();
    }
}
