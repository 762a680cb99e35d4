namespace Orleans.Runtime;

/// <summary>A reminder could not be changed, because someone else had just changed it.</summary>
public sealed class ReminderException : OrleansException
{
    /// <summary>The failure in words.</summary>
    public ReminderException(string message)
        : base(message)
    {
    }
}
