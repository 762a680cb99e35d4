using System.CommandLine;
using FarAi.Cli.Bench;
using FarAi.Cli.Chaos;
using FarAi.Cli.Chat;
using FarAi.Cli.Database;
using FarAi.Cli.Events;
using FarAi.Cli.Sim;
using FarAi.Cli.Status;
using FarAi.Cli.Up;
using FarAi.ControlSilo;
using FarAi.GpuSilo;

namespace FarAi.Cli;

/// <summary>Everything that <c>farai</c> can do.</summary>
internal static class FaraiCommand
{
    public static RootCommand Create() => new("FAR AI on Orleans: many machines, one inference service.")
    {
        UpCommand.Create(),
        GpuSiloCommand.Create(),
        ControlSiloCommand.CreateControl(),
        ControlSiloCommand.CreateGateway(),
        DatabaseCommand.Create(),
        ChatCommand.Create(),
        StatusCommand.Create(),
        EventsCommand.Create(),
        BenchCommand.Create(BundledModel.Find),
        SimCommand.Create(),
        ChaosCommand.Create(),
    };
}
