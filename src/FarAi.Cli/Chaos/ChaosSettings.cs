using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Chaos;

/// <summary>What <c>farai chaos</c> was asked for, checked.</summary>
/// <param name="Faults">What is done to the grid, in this order.</param>
/// <param name="Repetitions">How often each.</param>
/// <param name="Streams">Concurrent streams.</param>
/// <param name="Tokens">Most tokens of each.</param>
/// <param name="Standby">What standbys do.</param>
/// <param name="LinkDelayMs">One-way delay added to every link, milliseconds.</param>
/// <param name="Logs">Where the processes' output is kept; null keeps it only where something failed.</param>
internal sealed record ChaosSettings(
    IReadOnlyList<Fault> Faults, int Repetitions, int Streams, int Tokens, StandbyPolicy Standby, double LinkDelayMs, string? Logs);
