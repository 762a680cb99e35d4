namespace Orleans;

/// <summary>The time after which a call of the annotated interface method fails with <see cref="TimeoutException"/>; overrides MessagingOptions.ResponseTimeout.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute : Attribute
{
    /// <summary>Sets the time-out, in <see cref="TimeSpan.Parse(string)"/> syntax.</summary>
    public ResponseTimeoutAttribute(string timeout) => Timeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The time-out.</summary>
    public TimeSpan? Timeout { get; init; }
}
