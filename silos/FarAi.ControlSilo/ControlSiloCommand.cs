using System.CommandLine;
using FarAi.Cluster;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FarAi.ControlSilo;

/// <summary>The commands that run processes of the control plane without nodes beside them.</summary>
public static class ControlSiloCommand
{
    /// <summary>The executable's own command: a control silo.</summary>
    public static RootCommand Create() =>
        new ControlOptions(ControlParts.Both).On(new RootCommand("FAR AI control silo: grains and, unless --no-gateway, the OpenAI-compatible gateway."));

    /// <summary><c>farai control</c>: the same under another command.</summary>
    public static Command CreateControl() =>
        new ControlOptions(ControlParts.Both).On(new Command("control", "Runs a control silo: grains and, unless --no-gateway, the gateway"));

    /// <summary><c>farai gateway</c>: the front end as a client of a cluster.</summary>
    public static Command CreateGateway() =>
        new ControlOptions(ControlParts.Gateway).On(new Command("gateway", "Runs a gateway in front of a cluster of control silos"));

    internal static async Task<int> RunAsync(ControlSiloOptions options, ParseResult result, CancellationToken stop)
    {
        using var data = options.Data is { } folder ? DataFolder.Open(folder) : null;
        options = options with { Data = data?.Path };
        await using var app = ControlSiloHost.Build(options);
        await ControlSiloHost.StartAsync(app, options, stop);
        var output = result.InvocationConfiguration.Output;
        if (options.Parts.HasFlag(ControlParts.Silo))
        {
            var where = app.Services.GetService<ClusterSettings>() is { } silo ? $" silo port {silo.SiloPort}, gateway port {silo.GatewayPort}" : "";
            await output.WriteLineAsync($"control silo{(options.Port == 0 ? "" : $" on http://{options.Address}:{options.Port}")}{where}".AsMemory(), stop);
        }
        else
        {
            await output.WriteLineAsync($"gateway on http://{options.Address}:{options.Port}".AsMemory(), stop);
        }

        await output.FlushAsync(stop);
        await app.WaitForShutdownAsync(stop);
        return ExitCodes.Success;
    }
}
