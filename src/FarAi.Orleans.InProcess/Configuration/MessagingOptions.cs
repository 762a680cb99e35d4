namespace Orleans.Configuration;

/// <summary>How calls behave.</summary>
public abstract class MessagingOptions
{
    /// <summary>The time after which a call without an answer fails; default 30 s, as in Orleans. <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
