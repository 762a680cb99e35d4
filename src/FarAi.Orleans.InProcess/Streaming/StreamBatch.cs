namespace FarAi.Orleans.InProcess;

/// <summary>Events that were published together, their number in the stream, and their publisher's request context.</summary>
internal sealed record StreamBatch(long Sequence, IReadOnlyList<object?> Items, Dictionary<string, object>? Context);
