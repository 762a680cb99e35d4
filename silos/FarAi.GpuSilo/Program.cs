using System.CommandLine;
using FarAi.Cluster;
using FarAi.GpuSilo;

var command = GpuSiloCommand.Create();
var root = new RootCommand(command.Description!);
foreach (var option in command.Options)
    root.Options.Add(option);
root.Action = command.Action;
return await CommandRunner.RunAsync("FarAi.GpuSilo", root, args, GpuSiloCommand.TakesSignals);
