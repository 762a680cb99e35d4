namespace Orleans.Hosting;

/// <summary>How reminders work.</summary>
public sealed class ReminderOptions
{
    /// <summary>The shortest period that a reminder may have; default one minute. Reminders are for rare and important times; use timers for others.</summary>
    public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often silos read the table in Orleans; without effect here, where one keeper makes all changes. Default five minutes; positive.</summary>
    public TimeSpan RefreshReminderListPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How far ahead reminders are loaded in Orleans; without effect here. Default ten minutes; at least the refresh period.</summary>
    public TimeSpan ReminderLoadingWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the table may take to become ready; default five minutes.</summary>
    public TimeSpan InitializationTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
