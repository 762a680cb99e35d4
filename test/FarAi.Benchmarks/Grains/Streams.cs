namespace FarAi.Benchmarks;

/// <summary>Names of the memory stream.</summary>
internal static class Streams
{
    public const string Provider = "bench";

    public const string Namespace = "bench";
}
