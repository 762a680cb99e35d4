namespace FarAi.Cli.Bench;

/// <summary>One grid to measure.</summary>
/// <param name="Name">For people.</param>
/// <param name="RoundTripMilliseconds">Injected on every link.</param>
/// <param name="DraftErrorRate">Share of drafted tokens that the scouts replace by a wrong one.</param>
/// <param name="LeastRatio">What adaptive speculation must reach against plain decoding.</param>
internal sealed record DecodeScenario(string Name, double RoundTripMilliseconds, double DraftErrorRate, double LeastRatio);
