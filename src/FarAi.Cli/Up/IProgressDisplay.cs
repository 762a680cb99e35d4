namespace FarAi.Cli.Up;

/// <summary>Where a starting grid's progress is shown.</summary>
internal interface IProgressDisplay
{
    /// <summary>Shows while <paramref name="work"/> runs; it calls back with each new line, and with events that stay on the screen.</summary>
    Task RunAsync(Func<IProgressDisplay, Task> work);

    /// <summary>The present state, in place of the last one.</summary>
    void Show(string line);

    /// <summary>Something that happened.</summary>
    void Note(string line);
}
