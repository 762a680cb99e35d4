using FarAi.Cluster;
using FarAi.ControlSilo;

return await CommandRunner.RunAsync("FarAi.ControlSilo", ControlSiloCommand.Create(), args);
