namespace FarAi.Core.Sessions;

/// <summary>How long a session's prompt and output are still kept.</summary>
public static class RetentionTime
{
    /// <summary>What is left of the retention; zero where it is over.</summary>
    /// <param name="ended">When the session ended; null: only now.</param>
    /// <param name="retention">How long prompt and output are kept after the end.</param>
    /// <param name="now">The present time.</param>
    public static TimeSpan Left(DateTimeOffset? ended, TimeSpan retention, DateTimeOffset now)
    {
        var left = (ended ?? now) + retention - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
