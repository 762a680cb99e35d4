namespace FarAi.Inference.Tokenization.Templates;

/// <summary>
/// The filters, tests, methods and functions that templates may use, by name, each with the least and most arguments
/// (what it is applied to included). What is not listed here is refused when the template is loaded.
/// </summary>
internal static class TemplateFunctions
{
    public static readonly IReadOnlyDictionary<string, (int Least, int Most, TemplateFunction Function)> Filters =
        new Dictionary<string, (int, int, TemplateFunction)>
        {
            ["trim"] = (1, 1, a => TemplateValue.Text(a[0]).Trim(true, true)),
            ["length"] = (1, 1, a => TemplateValue.Length(a[0])),
            ["count"] = (1, 1, a => TemplateValue.Length(a[0])),
            ["upper"] = (1, 1, a => Cased(a[0], upper: true)),
            ["lower"] = (1, 1, a => Cased(a[0], upper: false)),
            ["string"] = (1, 1, a => TemplateValue.Print(a[0])),
            ["list"] = (1, 1, a => TemplateValue.Items(a[0]).ToList()),
            ["first"] = (1, 1, a => TemplateValue.Items(a[0]) is [var first, ..] ? first : Undefined.Value),
            ["last"] = (1, 1, a => TemplateValue.Items(a[0]) is [.., var last] ? last : Undefined.Value),
            ["join"] = (1, 2, a => TemplateValue.Join(TemplateValue.Items(a[0]), a.Count > 1 ? TemplateValue.Text(a[1]) : TemplateText.Empty)),
            ["default"] = (1, 3, Default),
            ["d"] = (1, 3, Default),
            ["replace"] = (3, 3, Replace),
            ["items"] = (1, 1, Pairs),
            ["tojson"] = (1, 2, a => JsonText.Write(a[0], a.Count > 1 ? (int)Math.Clamp(TemplateValue.Number(a[1]), 0, 16) : null)),
        };

    public static readonly IReadOnlyDictionary<string, (int Least, int Most, TemplateFunction Function)> Tests =
        new Dictionary<string, (int, int, TemplateFunction)>
        {
            ["defined"] = (1, 1, a => a[0] is not Undefined),
            ["undefined"] = (1, 1, a => a[0] is Undefined),
            ["none"] = (1, 1, a => a[0] is null),
            ["string"] = (1, 1, a => a[0] is TemplateText),
            ["mapping"] = (1, 1, a => a[0] is Dictionary<string, object?>),
            ["sequence"] = (1, 1, a => a[0] is List<object?> or TemplateText or Dictionary<string, object?> or Undefined),
            ["iterable"] = (1, 1, a => a[0] is List<object?> or TemplateText or Dictionary<string, object?> or Undefined),
            ["number"] = (1, 1, a => a[0] is long or bool),
            ["integer"] = (1, 1, a => a[0] is long),
            ["boolean"] = (1, 1, a => a[0] is bool),
            ["true"] = (1, 1, a => a[0] is true),
            ["false"] = (1, 1, a => a[0] is false),
            ["odd"] = (1, 1, a => TemplateValue.Number(a[0]) % 2 != 0),
            ["even"] = (1, 1, a => TemplateValue.Number(a[0]) % 2 == 0),
            ["equalto"] = (2, 2, a => TemplateValue.AreEqual(a[0], a[1])),
            ["eq"] = (2, 2, a => TemplateValue.AreEqual(a[0], a[1])),
            ["ne"] = (2, 2, a => !TemplateValue.AreEqual(a[0], a[1])),
            ["in"] = (2, 2, a => TemplateValue.Contains(a[1], a[0])),
        };

    public static readonly IReadOnlyDictionary<string, (int Least, int Most, TemplateFunction Function)> Methods =
        new Dictionary<string, (int, int, TemplateFunction)>
        {
            ["strip"] = (1, 2, a => Strip(a, true, true)),
            ["lstrip"] = (1, 2, a => Strip(a, true, false)),
            ["rstrip"] = (1, 2, a => Strip(a, false, true)),
            ["split"] = (2, 2, Split),
            ["startswith"] = (2, 2, a => TemplateValue.Text(a[0]).Value.StartsWith(TemplateValue.Text(a[1]).Value, StringComparison.Ordinal)),
            ["endswith"] = (2, 2, a => TemplateValue.Text(a[0]).Value.EndsWith(TemplateValue.Text(a[1]).Value, StringComparison.Ordinal)),
            ["upper"] = (1, 1, a => Cased(a[0], upper: true)),
            ["lower"] = (1, 1, a => Cased(a[0], upper: false)),
            ["replace"] = (3, 3, Replace),
            ["items"] = (1, 1, Pairs),
            ["keys"] = (1, 1, a => TemplateValue.Items(Mapping(a[0]))),
            ["get"] = (2, 3, Get),
        };

    public static readonly IReadOnlyDictionary<string, (int Least, int Most, TemplateFunction Function)> Functions =
        new Dictionary<string, (int, int, TemplateFunction)>
        {
            ["raise_exception"] = (1, 1, a => throw new ChatTemplateException(ChatTemplateError.Refused, TemplateValue.Print(a[0]).Value)),
            ["range"] = (1, 3, Range),
            // The clock is not offered, so that a chat always gives the same text; templates ask whether it is defined.
            ["strftime_now"] = (1, 1, _ => throw TemplateValue.Wrong("it asks for the date")),
        };

    /// <summary>The names that arguments of filters may be given by, in the order of their places after the value.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> ArgumentNames = new Dictionary<string, string[]>
    {
        ["tojson"] = ["indent"],
        ["default"] = ["default_value", "boolean"],
        ["d"] = ["default_value", "boolean"],
    };

    private static object? Default(IReadOnlyList<object?> a) =>
        a[0] is Undefined || (a.Count > 2 && TemplateValue.IsTrue(a[2]) && !TemplateValue.IsTrue(a[0]))
            ? a.Count > 1 ? a[1] : TemplateText.Empty
            : a[0];

    private static TemplateText Strip(IReadOnlyList<object?> a, bool start, bool end) =>
        TemplateValue.Text(a[0]).Trim(start, end, a.Count > 1 ? TemplateValue.Text(a[1]).Value : null);

    private static List<object?> Split(IReadOnlyList<object?> a)
    {
        var separator = TemplateValue.Text(a[1]).Value;
        return separator.Length > 0 ? TemplateValue.Text(a[0]).Split(separator) : throw TemplateValue.Wrong("a text is split at nothing");
    }

    private static TemplateText Replace(IReadOnlyList<object?> a)
    {
        TemplateText text = TemplateValue.Text(a[0]), old = TemplateValue.Text(a[1]), other = TemplateValue.Text(a[2]);
        if (old.Value.Length == 0) throw TemplateValue.Wrong("nothing is replaced by something");
        if ((long)text.Value.Length / old.Value.Length * other.Value.Length > TemplateState.MaximumLength)
            throw new ChatTemplateException(ChatTemplateError.TooLong, "A replacement in the chat template makes the text too long.");
        return TemplateText.Derived(text.Value.Replace(old.Value, other.Value, StringComparison.Ordinal), text, other);
    }

    // Python's upper and lower may change a text's length beyond ASCII ("ß" to "SS"); .NET's invariant ones do not.
    private static TemplateText Cased(object? value, bool upper)
    {
        var text = TemplateValue.Text(value);
        if (!System.Text.Ascii.IsValid(text.Value)) throw TemplateValue.Wrong("upper or lower case of text that is not ASCII");
        return TemplateText.Marked(upper ? text.Value.ToUpperInvariant() : text.Value.ToLowerInvariant(), text.Plain);
    }

    private static List<object?> Pairs(IReadOnlyList<object?> a) =>
        a[0] is Undefined ? []
        : Mapping(a[0]).Select(p => (object?)new List<object?> { TemplateText.FromTemplate(p.Key), p.Value }).ToList();

    private static object? Get(IReadOnlyList<object?> a) =>
        Mapping(a[0]).TryGetValue(TemplateValue.Text(a[1]).Value, out var found) ? found : a.Count > 2 ? a[2] : null;

    private static List<object?> Range(IReadOnlyList<object?> a)
    {
        var (start, stop) = a.Count == 1 ? (0, TemplateValue.Number(a[0])) : (TemplateValue.Number(a[0]), TemplateValue.Number(a[1]));
        var step = a.Count == 3 ? TemplateValue.Number(a[2]) : 1;
        if (step == 0 || Math.Abs(stop - start) > 100_000) throw TemplateValue.Wrong("a range that is too long");
        var numbers = new List<object?>();
        for (var i = start; step > 0 ? i < stop : i > stop; i += step) numbers.Add(i);
        return numbers;
    }

    private static Dictionary<string, object?> Mapping(object? value) =>
        value as Dictionary<string, object?> ?? throw TemplateValue.Wrong($"{TemplateValue.Kind(value)} is not a mapping");
}
