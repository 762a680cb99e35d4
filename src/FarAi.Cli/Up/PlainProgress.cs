namespace FarAi.Cli.Up;

/// <summary>One line for each change: for pipes, logs and continuous integration.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgressDisplay
{
    private string? _last;

    public Task RunAsync(Func<IProgressDisplay, Task> work) => work(this);

    public void Show(string line)
    {
        if (line == _last)
            return;
        _last = line;
        output.WriteLine(line);
    }

    public void Note(string line) => output.WriteLine(line);
}
