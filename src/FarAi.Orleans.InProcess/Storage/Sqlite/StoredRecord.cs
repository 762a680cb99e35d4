namespace FarAi.Orleans.InProcess;

/// <summary>One row: its version and its JSON.</summary>
internal sealed record StoredRecord(long Etag, byte[] Json);
