using FarAi.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace FarAi.Gateway.Tests.Health;

/// <summary>What the process depends on speaks through health checks, as grain storage does when its disk is full.</summary>
public sealed class DependencyHealthTests
{
    [Fact]
    public async Task UnhealthyDependency_MakesTheGatewayUnready_UntilItRecovers()
    {
        var storage = HealthCheckResult.Unhealthy("grain storage \"farai\" can't be written: no space is left");
        await using var host = await GatewayHost.StartAsync(
            options => options.ReadinessCache = TimeSpan.Zero,
            services => services.AddHealthChecks().AddCheck("storage", () => storage));
        using (var refused = await host.Client.GetAsync("/health/ready"))
        {
            var error = await refused.ErrorAsync();
            Assert.Equal((503, "not_ready"), (error.Status, error.Code));
            Assert.Contains("no space is left", error.Message, StringComparison.Ordinal);
        }

        storage = HealthCheckResult.Degraded("grain storage \"farai\" has damaged records");
        using var response = await host.Client.GetAsync("/health/ready");
        var told = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("no space is left", told, StringComparison.Ordinal);
        Assert.Equal("""{"status":"live"}""", await host.Client.GetStringAsync("/health/live"));
    }
}
