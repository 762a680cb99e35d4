using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that reminders wake.</summary>
public interface IRemindable : IGrain
{
    /// <summary>A reminder is due. It is an ordinary call: the grain is activated for it, and a failure is logged and not repeated.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
