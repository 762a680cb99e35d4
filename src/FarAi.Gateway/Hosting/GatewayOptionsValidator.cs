using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Hosting;

/// <summary>Refuses options that could not work, each with its rule.</summary>
internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        Check(options.ApiKeys.All(k => k.Length > 0 && !k.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))), "ApiKeys",
            "must not hold blank keys or keys with blanks: no client could present them");
        Check(options.AdminKey is null || (options.AdminKey.Length > 0 && !options.AdminKey.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))), "AdminKey",
            "must not be blank or hold blanks: no operator could present it");
        Check(!string.IsNullOrWhiteSpace(options.Region), "Region", "must name a region: routes are chosen there");
        Check(options.MaxRequestBytes is >= 1 << 10 and <= 1 << 30, "MaxRequestBytes", "must be 1 KiB to 1 GiB: a body is held in memory while it is read");
        Check(options.MaxConcurrentSessions is >= 1 and <= 1_000_000, "MaxConcurrentSessions", "must be 1 to 1,000,000");
        Check(In(options.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), "RetryAfter", "must be 1 s to 1 h: the header counts whole seconds");
        Check(In(options.InjectedLinkDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10)), "InjectedLinkDelay", "must be 0 to 10 s");
        Check(In(options.ReadinessCache, TimeSpan.Zero, TimeSpan.FromMinutes(1)), "ReadinessCache", "must be 0 to 1 min: older answers mislead load balancers");
        Check(In(options.StatusTimeout, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1)), "StatusTimeout", "must be above 0 and at most 1 min");
        Check(In(options.CallPatience, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30)), "CallPatience", "must be 50 ms to 30 s");
        Check(In(options.StartTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), "StartTimeout", "must be 1 s to 10 min: a client waits that long");
        Check(In(options.Silence, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)), "Silence", "must be 50 ms to 1 min: sessions are heard about every 150 ms");
        Check(In(options.ReadPatience, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), "ReadPatience", "must be 1 s to 10 min: a client waits that long");
        Check(options.ReadAttempts is >= 0 and <= 100, "ReadAttempts", "must be 0 to 100");
        Check(In(options.ReadBackOff, TimeSpan.Zero, TimeSpan.FromSeconds(10)), "ReadBackOff", "must be 0 to 10 s: it doubles with every attempt");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool legal, string property, string rule)
        {
            if (!legal) faults.Add($"{GatewayOptions.Section}:{property} {rule}.");
        }
    }

    private static bool In(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;
}
