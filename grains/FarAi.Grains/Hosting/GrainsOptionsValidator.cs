using Microsoft.Extensions.Options;

namespace FarAi.Grains.Hosting;

/// <summary>Checks <see cref="GrainsOptions"/> at start.</summary>
internal sealed class GrainsOptionsValidator : IValidateOptions<GrainsOptions>
{
    public ValidateOptionsResult Validate(string? name, GrainsOptions options)
    {
        var errors = new List<string>();
        Within(options.Heartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.Heartbeat), "nodes are lost after three missed reports");
        Within(options.LoadTimeout, options.Heartbeat, TimeSpan.FromHours(6), nameof(options.LoadTimeout), "a member that never gets ready must be replaced");
        Within(options.WriteBehind, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5), nameof(options.WriteBehind), "tokens that are not stored must be computed again after a crash");
        Within(options.KeepAlive, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), nameof(options.KeepAlive), "a reader that hears nothing reads again");
        Within(options.StartPatience, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(options.StartPatience), "a client waits that long");
        Within(options.RecoveryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.RecoveryTimeout), "a client waits that long");
        Within(options.StallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.StallTimeout), "a client waits that long");
        Within(options.Retention, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), nameof(options.Retention), "prompts are kept no longer than needed");
        Within(options.EventRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(90), nameof(options.EventRetention), "operators look back, and node ids are not kept for ever");
        Within(options.EventWriteBehind, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1), nameof(options.EventWriteBehind), "events that are not stored are lost with their silo");
        if (options.EventsKept is < 100 or > 1_000_000)
            errors.Add($"{GrainsOptions.Section}:{nameof(options.EventsKept)} must be 100 to 1,000,000: they are held in memory.");
        if (options.EventsStored < 0 || options.EventsStored > options.EventsKept)
            errors.Add($"{GrainsOptions.Section}:{nameof(options.EventsStored)} must be 0 to {nameof(options.EventsKept)}: what is not kept can't be stored.");
        if (options.EventsPerSecond is < 1 or > 10_000)
            errors.Add($"{GrainsOptions.Section}:{nameof(options.EventsPerSecond)} must be 1 to 10,000.");
        if (string.IsNullOrWhiteSpace(options.Region))
            errors.Add($"{GrainsOptions.Section}:{nameof(options.Region)} must not be empty: it is the key of a grain.");
        if (options.WriteBehindTokens is < 1 or > 4096)
            errors.Add($"{GrainsOptions.Section}:{nameof(options.WriteBehindTokens)} must be 1 to 4096.");
        if (options.MaxSessionsPerTriad is < 1 or > 10000)
            errors.Add($"{GrainsOptions.Section}:{nameof(options.MaxSessionsPerTriad)} must be 1 to 10000.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Within(TimeSpan value, TimeSpan least, TimeSpan most, string property, string because)
        {
            if (value < least || value > most)
                errors.Add($"{GrainsOptions.Section}:{property} must be {least} to {most}: {because}.");
        }
    }
}
