using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Keeps the reminders of grains.</summary>
public interface IReminderRegistry
{
    /// <summary>Stores a reminder, or replaces the one of the same name.</summary>
    Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

    /// <summary>Erases a reminder; <see cref="ReminderException"/> if it was registered anew since the handle was given out.</summary>
    Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

    /// <summary>One reminder, or null.</summary>
    Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

    /// <summary>All reminders of a grain.</summary>
    Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
}
