using System.Globalization;
using FarAi.Core.Identity;

namespace FarAi.Core.Sessions;

/// <summary>
/// How far a client has read: <c>s-&lt;16 hexadecimal digits&gt;:&lt;index&gt;</c>, the id of a server-sent event and the value of <c>Last-Event-ID</c>.
/// The text of a token comes with the token that makes it certain, so an index stands for an exact place in the text too.
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Next">Index of the first token not read; one beyond the last token where the text that its end releases is read too.</param>
public readonly record struct StreamPosition(SessionId Session, int Next)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Session}:{Next}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out StreamPosition position)
    {
        position = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0 || !SessionId.TryParse(text![..colon], out var session)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var next))
            return false;
        position = new StreamPosition(session, next);
        return true;
    }
}
