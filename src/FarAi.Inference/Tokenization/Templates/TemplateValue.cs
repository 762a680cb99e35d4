using System.Globalization;

namespace FarAi.Inference.Tokenization.Templates;

/// <summary>
/// Python's rules for the values that templates work with: null (None), <see cref="Undefined"/>, bool, long,
/// <see cref="TemplateText"/>, List&lt;object?&gt; and Dictionary&lt;string, object?&gt; (also namespaces and <c>loop</c>).
/// </summary>
internal static class TemplateValue
{
    private const int DeepestCompared = 32;
    private const int LongestIterated = 65_536;

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool b => b,
        long n => n != 0,
        TemplateText t => t.Value.Length > 0,
        List<object?> l => l.Count > 0,
        Dictionary<string, object?> d => d.Count > 0,
        _ => true,
    };

    public static bool AreEqual(object? a, object? b) => AreEqual(a, b, 0);

    private static bool AreEqual(object? a, object? b, int depth) => (a, b) switch
    {
        _ when depth > DeepestCompared => throw Wrong("values are nested too deeply to compare"),
        (bool x, long y) => (x ? 1 : 0) == y,
        (long x, bool y) => x == (y ? 1 : 0),
        (TemplateText x, TemplateText y) => x.Value == y.Value,
        (List<object?> x, List<object?> y) => x.Count == y.Count && x.Zip(y).All(p => AreEqual(p.First, p.Second, depth + 1)),
        (Dictionary<string, object?> x, Dictionary<string, object?> y) =>
            x.Count == y.Count && x.All(p => y.TryGetValue(p.Key, out var other) && AreEqual(p.Value, other, depth + 1)),
        _ => Equals(a, b),
    };

    /// <summary>Below zero, zero or above, for two numbers or two texts.</summary>
    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (TemplateText x, TemplateText y) => string.CompareOrdinal(x.Value, y.Value),
        (long or bool, long or bool) => Number(a).CompareTo(Number(b)),
        _ => throw Wrong($"{Kind(a)} cannot be compared with {Kind(b)}"),
    };

    /// <summary>The text that <c>{{ value }}</c> writes.</summary>
    public static TemplateText Print(object? value) => value switch
    {
        TemplateText t => t,
        Undefined => TemplateText.Empty,
        null => TemplateText.FromTemplate("None"),
        bool b => TemplateText.FromTemplate(b ? "True" : "False"),
        long n => TemplateText.FromTemplate(n.ToString(CultureInfo.InvariantCulture)),
        _ => throw Wrong($"{Kind(value)} cannot be printed"),
    };

    /// <summary>What a loop over the value visits: items, keys, or the characters of a text.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        List<object?> l => l,
        Undefined => [],
        Dictionary<string, object?> d => [.. d.Keys.Select(TemplateText.FromTemplate)],
        TemplateText t => Characters(t),
        _ => throw Wrong($"{Kind(value)} cannot be iterated"),
    };

    public static long Length(object? value) => value switch
    {
        TemplateText t => CharacterStarts(t).Length - 1,
        Dictionary<string, object?> d => d.Count,
        _ => Items(value).Count,
    };

    /// <summary><c>value.name</c>; undefined where there is none.</summary>
    public static object? Attribute(object? value, string name) => value switch
    {
        Undefined => throw Wrong($"'{name}' is asked of an undefined value"),
        Dictionary<string, object?> d => d.TryGetValue(name, out var found) ? found : Undefined.Value,
        _ => Undefined.Value,
    };

    /// <summary><c>value[key]</c>; undefined where there is none.</summary>
    public static object? Item(object? value, object? key) => (value, key is bool ? Number(key) : key) switch
    {
        (Undefined, _) => throw Wrong("an item is asked of an undefined value"),
        (Dictionary<string, object?> d, TemplateText t) => Attribute(d, t.Value),
        (List<object?> l, long n) => At(l.Count, n) is { } i ? l[i] : Undefined.Value,
        (TemplateText t, long n) when CharacterStarts(t) is var starts =>
            At(starts.Length - 1, n) is { } i ? t.Slice(starts[i], starts[i + 1]) : Undefined.Value,
        _ => Undefined.Value,
    };

    /// <summary><c>value[start:stop:step]</c> as Python cuts it; a null bound is one that is left out.</summary>
    public static object? Slice(object? value, long? start, long? stop, long step)
    {
        if (step == 0) throw Wrong("a slice with step zero");
        if (value is TemplateText text)
        {
            var starts = CharacterStarts(text);
            if (step != 1) throw Wrong("a text is sliced in steps");
            var (begin, end) = Bounds(start, stop, step, starts.Length - 1);
            return begin < end ? text.Slice(starts[begin], starts[end]) : TemplateText.Empty;
        }

        var items = value as List<object?> ?? throw Wrong($"{Kind(value)} cannot be sliced");
        var cut = new List<object?>();
        var (from, to) = Bounds(start, stop, step, items.Count);
        for (long i = from; step > 0 ? i < to : i > to; i += step) cut.Add(items[(int)i]);
        return cut;
    }

    public static TemplateText Join(IEnumerable<object?> items, TemplateText separator)
    {
        var parts = new TextAssembler();
        var first = true;
        foreach (var item in items)
        {
            if (!first) parts.Append(separator);
            parts.Append(Print(item));
            first = false;
        }

        return parts.ToText();
    }

    public static bool Contains(object? container, object? item) => (container, item) switch
    {
        (TemplateText t, TemplateText part) => t.Value.Contains(part.Value, StringComparison.Ordinal),
        (TemplateText, _) => throw Wrong($"a text cannot contain {Kind(item)}"),
        (Dictionary<string, object?> d, TemplateText key) => d.ContainsKey(key.Value),
        _ => Items(container).Exists(x => AreEqual(x, item)),
    };

    public static long Number(object? value) => value switch
    {
        long n => n,
        bool b => b ? 1 : 0,
        _ => throw Wrong($"{Kind(value)} is not a number"),
    };

    public static TemplateText Text(object? value) => value as TemplateText ?? throw Wrong($"{Kind(value)} is not a text");

    public static ChatTemplateException Wrong(string what) =>
        new(ChatTemplateError.WrongValue, $"The chat template cannot write this chat: {what}.");

    public static string Kind(object? value) => value switch
    {
        null => "none",
        Undefined => "an undefined value",
        bool => "true or false",
        long => "a number",
        TemplateText => "a text",
        List<object?> => "a list",
        _ => "a mapping",
    };

    /// <summary>The result of arithmetic, which must stay where every double is exact.</summary>
    public static long Bounded(Int128 value) =>
        Int128.Abs(value) <= 1L << 53 ? (long)value : throw Wrong("a number becomes too large");

    private static int? At(int count, long index)
    {
        if (index < 0) index += count;
        return index >= 0 && index < count ? (int)index : null;
    }

    private static (int From, int To) Bounds(long? start, long? stop, long step, int count)
    {
        var (low, high) = step > 0 ? (0, count) : (-1, count - 1);
        var from = start is { } s ? Math.Clamp(s < 0 ? s + count : s, low, high) : step > 0 ? low : high;
        var to = stop is { } e ? Math.Clamp(e < 0 ? e + count : e, low, high) : step > 0 ? high : low;
        return ((int)from, (int)to);
    }

    private static List<object?> Characters(TemplateText text)
    {
        if (text.Value.Length > LongestIterated) throw Wrong("a long text is visited letter by letter");
        var starts = CharacterStarts(text);
        return [.. Enumerable.Range(0, starts.Length - 1).Select(i => text.Slice(starts[i], starts[i + 1]))];
    }

    // Where each code point starts, and the end: Python counts a text in code points.
    private static int[] CharacterStarts(TemplateText text)
    {
        var value = text.Value;
        var starts = new List<int>(value.Length + 1);
        for (var i = 0; i <= value.Length; i++)
            if (i == value.Length || i == 0 || !char.IsLowSurrogate(value[i]) || !char.IsHighSurrogate(value[i - 1])) starts.Add(i);
        return [.. starts];
    }
}
