namespace FarAi.Orleans.InProcess;

/// <summary>Elements on their way to the consumer; the last batch of a sequence says so.</summary>
internal readonly record struct Batch<T>(IReadOnlyList<T> Elements, bool IsLast);
