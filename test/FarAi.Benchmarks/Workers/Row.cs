using Orleans;

namespace FarAi.Benchmarks;

/// <summary>One line of the table: what it does, how often in one round, and how.</summary>
/// <param name="Title">What a reader sees.</param>
/// <param name="Operations">Operations of one round; of the order of half a second.</param>
/// <param name="Run">Does so many operations.</param>
/// <param name="InProcessOnly">What the other host does not have.</param>
internal sealed record Row(string Title, int Operations, Func<IClusterClient, int, Task> Run, bool InProcessOnly = false);
