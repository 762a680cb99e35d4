namespace FarAi.Orleans.InProcess;

/// <summary>How one method fared between two snapshots.</summary>
/// <param name="Method">Its counts at the later snapshot.</param>
/// <param name="CallsPerSecond">Calls per second.</param>
/// <param name="FailuresPerSecond">Exceptions per second.</param>
/// <param name="MeanTime">The mean time of a call that was timed in between; zero if none was.</param>
public sealed record GrainMethodRate(GrainMethodStatistic Method, double CallsPerSecond, double FailuresPerSecond, TimeSpan MeanTime);
