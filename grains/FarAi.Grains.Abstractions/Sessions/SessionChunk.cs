using FarAi.Core.Speculation;
using Orleans;

namespace FarAi.Grains.Sessions;

/// <summary>A run of committed tokens and the text that they release.</summary>
[GenerateSerializer, Immutable, Alias("farai.SessionChunk")]
public sealed record SessionChunk
{
    /// <summary>Index of the first token, 0 being the first generated one.</summary>
    [Id(0)]
    public required int First { get; init; }

    /// <summary>The tokens; none in a chunk that only says that the session lives, and perhaps in the last one.</summary>
    [Id(1)]
    public required IReadOnlyList<int> Tokens { get; init; }

    /// <summary>The text that became certain with them (incomplete characters and possible stop strings are held back).</summary>
    [Id(2)]
    public required string Text { get; init; }

    /// <summary>Set in the last chunk.</summary>
    [Id(3)]
    public FinishReason Finish { get; init; }

    /// <summary>What went wrong, what was kept and what to do; set in the last chunk of a generation that could not be finished.</summary>
    [Id(4)]
    public string? Error { get; init; }

    /// <summary>Set in the last chunk.</summary>
    [Id(5)]
    public SessionUsage? Usage { get; init; }

    /// <summary>Whether no chunk follows.</summary>
    public bool IsLast => Finish != FinishReason.None || Error is not null;

    /// <summary>
    /// What a reader who has this chunk asks for next. Text that only the end releases counts as one token more: it belongs to none, and
    /// must not come twice.
    /// </summary>
    public int Next => First + Tokens.Count + (Text.Length > 0 && Finish is FinishReason.Stop or FinishReason.Length ? 1 : 0);
}
