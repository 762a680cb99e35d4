namespace FarAi.Cli.Up;

/// <summary>The last lines a node printed; all of them on the console where the user wants to see them.</summary>
internal sealed class NodeOutput(string name, TextWriter? echo)
{
    private const int Kept = 40;
    private readonly Queue<string> _lines = new(Kept);

    public void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return;
        lock (_lines)
        {
            if (_lines.Count == Kept)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }

        echo?.WriteLine($"[{name}] {line}");
    }

    /// <summary>The last line: nodes end with the reason. Null where the node printed nothing.</summary>
    public string? Last()
    {
        lock (_lines)
            return _lines.LastOrDefault();
    }

    /// <summary>The kept lines, which are then forgotten.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_lines)
        {
            string[] lines = [.. _lines];
            _lines.Clear();
            return lines;
        }
    }
}
