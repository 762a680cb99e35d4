using FarAi.GpuSilo;
using FarAi.Cli;
using FarAi.ControlSilo;

return await CommandRunner.RunAsync("farai", FaraiCommand.Create(), args.Length == 0 ? ["--help"] : args, GpuSiloCommand.TakesSignals);
