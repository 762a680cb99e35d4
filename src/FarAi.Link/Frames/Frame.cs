using FarAi.Core.Identity;

namespace FarAi.Link;

/// <summary>One message of a link.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Correlation">What it belongs to: a session's id, or 0.</param>
/// <param name="Payload">Its content; valid only until the handler returns. Copy what must live longer.</param>
public readonly record struct Frame(FrameKind Kind, ulong Correlation, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The correlation, read as a session.</summary>
    public SessionId Session => new(Correlation);
}
