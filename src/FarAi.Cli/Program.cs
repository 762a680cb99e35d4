using FarAi.Cli;
using FarAi.ControlSilo;
using FarAi.GpuSilo;

return await CommandRunner.RunAsync("farai", FaraiCommand.Create(), args.Length == 0 ? ["--help"] : args, GpuSiloCommand.TakesSignals);
