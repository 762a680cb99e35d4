using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

/// <summary>The application that hosts the silo calls grains through its own services, with no client of its own.</summary>
public sealed class HostedClientTests
{
    [Fact]
    public async Task ServicesOfTheSilosApplication_CallGrains()
    {
        using var host = await StartAsync();
        var factory = host.Services.GetRequiredService<IGrainFactory>();
        Assert.Equal("a", await factory.GetGrain<IEchoGrain>("a").Key());
        Assert.Equal("b", await host.Services.GetRequiredService<IClusterClient>().GetGrain<IEchoGrain>("b").Key());
        var observer = new TestObserver(new Journal());
        Assert.Equal(4, await factory.GetGrain<IObservedGrain>("a").Ask(factory.CreateObjectReference<ITestObserver>(observer), 2));
        await host.StopAsync(TestContext.Current.CancellationToken);
        GC.KeepAlive(observer);
    }

    [Fact]
    public async Task AfterTheStop_CallsAreRefused()
    {
        using var host = await StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IEchoGrain>("a");
        await grain.Key();
        await host.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OrleansException>(grain.Key);
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(new Journal());
        builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), FreePort()));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
