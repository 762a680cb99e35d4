using FarAi.ControlSilo;

return await CommandRunner.RunAsync("farai-control", ControlSiloCommand.Create(), args);
