using FarAi.Gateway.Hosting;
using FarAi.Gateway.Tests.Fixtures;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Tests.Hosting;

public sealed class GatewayOptionsTests
{
    public static TheoryData<string, Action<GatewayOptions>> Illegal => new()
    {
        { "ApiKeys", o => o.ApiKeys.Add("") },
        { "ApiKeys", o => o.ApiKeys.Add("two words") },
        { "Region", o => o.Region = " " },
        { "MaxRequestBytes", o => o.MaxRequestBytes = 1023 },
        { "MaxConcurrentSessions", o => o.MaxConcurrentSessions = 0 },
        { "RetryAfter", o => o.RetryAfter = TimeSpan.FromMilliseconds(999) },
        { "InjectedLinkDelay", o => o.InjectedLinkDelay = TimeSpan.FromSeconds(11) },
        { "ReadinessCache", o => o.ReadinessCache = TimeSpan.FromTicks(-1) },
        { "StatusTimeout", o => o.StatusTimeout = TimeSpan.Zero },
        { "ReadAttempts", o => o.ReadAttempts = -1 },
        { "ReadBackOff", o => o.ReadBackOff = TimeSpan.FromSeconds(11) },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public async Task IllegalOption_StopsTheStartAndIsNamed(string property, Action<GatewayOptions> configure)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(configure));
        Assert.StartsWith($"Gateway:{property} ", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }
}
