namespace FarAi.Benchmarks;

/// <summary>Names of storages.</summary>
internal static class Storages
{
    public const string Memory = "memory";

    public const string Sqlite = "sqlite";
}
