using Orleans.Runtime;

namespace Orleans;

/// <summary>A stored reminder.</summary>
public sealed class ReminderEntry
{
    /// <summary>The grain that is reminded.</summary>
    public GrainId GrainId { get; set; }

    /// <summary>The reminder's name, unique in its grain.</summary>
    public string ReminderName { get; set; } = string.Empty;

    /// <summary>When it is first due, UTC.</summary>
    public DateTime StartAt { get; set; }

    /// <summary>The time between two ticks; positive.</summary>
    public TimeSpan Period { get; set; }

    /// <summary>The version, set by the table.</summary>
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"<GrainId={GrainId} ReminderName={ReminderName} Period={Period}>";
}
