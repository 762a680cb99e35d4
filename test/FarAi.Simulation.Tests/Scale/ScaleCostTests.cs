using FarAi.Simulation.Scale;

namespace FarAi.Simulation.Tests.Scale;

[Collection(Alone.Name)]
public sealed class ScaleCostTests
{
    [Fact]
    public void ANode_CostsFewBytes_AndFewStepsPerHeartbeat()
    {
        var report = ScaleScenario.Run(new ScaleOptions { Nodes = 20_000, Duration = TimeSpan.FromMinutes(3), CrashesPerNodeHour = 0 });
        Assert.Empty(report.Violations);
        Assert.InRange(report.BytesPerNode, 500, 4096);
        // The report, the grain's turn, the answer, and a third of a look at the silence. More would be a timer or an announcement per heartbeat.
        Assert.InRange(report.Steps / (double)report.Heartbeats, 3, 4.2);
    }
}
