namespace FarAi.Inference.Tokenization.Templates;

/// <summary>One rendering: the variables in scope, the text so far, and what is left of the budget.</summary>
internal sealed class TemplateState
{
    /// <summary>The longest text, in characters, that a rendering may make.</summary>
    public const int MaximumLength = 1 << 25;

    private const int CharactersPerStep = 1024;
    private long _steps = 2_000_000;
    private readonly List<Dictionary<string, object?>> _scopes;
    private readonly TextAssembler _output = new();

    public TemplateState(Dictionary<string, object?> variables) => _scopes = [variables];

    public string Text => _output.Value;

    public IReadOnlyList<TextRange> Plain => _output.Plain;

    public object? Get(string name)
    {
        for (var i = _scopes.Count - 1; i >= 0; i--)
            if (_scopes[i].TryGetValue(name, out var value)) return value;
        return Undefined.Value;
    }

    public void Set(string name, object? value) => _scopes[^1][name] = value;

    public void Enter() => _scopes.Add([]);

    public void Leave() => _scopes.RemoveAt(_scopes.Count - 1);

    public void Write(TemplateText text)
    {
        Spend(text.Value.Length);
        if (_output.Length + text.Value.Length > MaximumLength) throw TooLong();
        _output.Append(text);
    }

    /// <summary>Counts <paramref name="steps"/> of work and, in small change, the <paramref name="characters"/> that they copy.</summary>
    public void Spend(long characters = 0, int steps = 1)
    {
        _steps -= steps + (characters / CharactersPerStep);
        if (_steps < 0 || characters > MaximumLength) throw TooLong();
    }

    /// <summary>Counts one step of work that copies a list; an item weighs as much as a word.</summary>
    public void SpendItems(int items) => Spend(16L * items);

    private static ChatTemplateException TooLong() =>
        new(ChatTemplateError.TooLong, "The chat is too long, or its template works too long on it.");
}
