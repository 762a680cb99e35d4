namespace Orleans.Runtime;

/// <summary>A handle on a reminder; good for unregistering it until it is registered anew.</summary>
public interface IGrainReminder
{
    /// <summary>The reminder's name, unique in its grain.</summary>
    string ReminderName { get; }
}
