namespace FarAi.Inference.Tokenization.PreTokenization;

/// <summary>
/// Cuts a text into the pieces within which byte pairs may merge. A hand-written twin of a regular expression:
/// linear time whatever the text, which a backtracking matcher does not promise.
/// </summary>
internal interface IPieceScanner
{
    /// <summary>The end of the piece that starts at <paramref name="start"/>; always beyond it and never inside a surrogate pair.</summary>
    int Next(ReadOnlySpan<char> text, int start);
}
