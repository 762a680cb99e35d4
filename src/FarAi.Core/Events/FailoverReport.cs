using System.Globalization;
using System.Text.Json.Serialization;
using FarAi.Core.Identity;

namespace FarAi.Core.Events;

/// <summary>The timeline of one failover. A stage that was not reached has no time.</summary>
/// <param name="Triad">The triad.</param>
/// <param name="Cause">Why.</param>
/// <param name="Node">The member that was lost first; null where a link between members was.</param>
/// <param name="Epoch">The epoch in which it ended.</param>
/// <param name="Sessions">Sessions that it interrupted.</param>
/// <param name="DetectedAt">When the loss was noticed.</param>
/// <param name="PromotedAt">When the new epoch was stored.</param>
/// <param name="ReadyAt">When the triad served again.</param>
/// <param name="FirstTokenAt">When the first interrupted session got a token again; null where none did, or none was interrupted.</param>
public sealed record FailoverReport(
    TriadId Triad, FailoverCause Cause, NodeId? Node, long Epoch, int Sessions,
    DateTimeOffset DetectedAt, DateTimeOffset? PromotedAt, DateTimeOffset? ReadyAt, DateTimeOffset? FirstTokenAt)
{
    /// <summary>From detection to the stored epoch.</summary>
    [JsonIgnore]
    public TimeSpan? ToPromotion => After(PromotedAt);

    /// <summary>From detection to a triad that serves.</summary>
    [JsonIgnore]
    public TimeSpan? ToReady => After(ReadyAt);

    /// <summary>From detection to the first token.</summary>
    [JsonIgnore]
    public TimeSpan? ToFirstToken => After(FirstTokenAt);

    /// <summary>All of it, as far as it got: to the first token where sessions were interrupted, else to the triad that serves.</summary>
    [JsonIgnore]
    public TimeSpan Duration => ToFirstToken ?? ToReady ?? ToPromotion ?? TimeSpan.Zero;

    /// <summary>The timeline as one sentence, in milliseconds after the detection.</summary>
    public string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"Triad {Triad} failed over ({Reason}): epoch {Epoch} stored {In(ToPromotion)}, ready {In(ToReady)}, first token {In(ToFirstToken)}; {Sessions} {(Sessions == 1 ? "session" : "sessions")} interrupted.");

    private string Reason => Cause switch
    {
        FailoverCause.NodeLeft => $"node {Node?.Brief} left",
        FailoverCause.NodeSilent => $"node {Node?.Brief} fell silent",
        FailoverCause.LinkLost => "a link between members broke",
        _ => $"node {Node?.Brief} failed",
    };

    /// <summary>Clocks of different silos may differ by more than a stage takes; no stage takes less than nothing.</summary>
    private TimeSpan? After(DateTimeOffset? stage) => stage is not { } at ? null : at > DetectedAt ? at - DetectedAt : TimeSpan.Zero;

    private static string In(TimeSpan? stage) => stage is { } time ? string.Create(CultureInfo.InvariantCulture, $"+{time.TotalMilliseconds:0} ms") : "-";
}
