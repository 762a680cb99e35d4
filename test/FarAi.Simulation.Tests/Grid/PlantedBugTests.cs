using FarAi.Core.Identity;
using FarAi.Core.Sessions;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Simulation.Chaos;
using FarAi.Simulation.Grid;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace FarAi.Simulation.Tests.Grid;

/// <summary>A simulator that finds nothing proves nothing: two faults of the kind that it is there for are planted, and it must find each.</summary>
public sealed class PlantedBugTests
{
    private const int MostSeeds = 200;

    [Fact]
    public void PromotionWithoutEpochCheck_IsFound() => AssertFound(
        new GridOptions { CommitRule = new AnyEpochRule() },
        "at most one epoch is obeyed", "only the tail commits");

    [Fact]
    public void AcknowledgedWriteThatWasNeverMade_IsFound() => AssertFound(
        new GridOptions { Storage = sound => new ForgetfulStorage(sound) },
        "at most one epoch is obeyed", "one member list per epoch", "a session does not go back to an old epoch");

    private static void AssertFound(GridOptions options, params string[] invariants)
    {
        for (ulong seed = 1; seed <= MostSeeds; seed++)
        {
            var report = GridScenario.Run(options with { Seed = seed, Duration = TimeSpan.FromMinutes(5), Chaos = ChaosOptions.Harsh });
            if (report.Violation is not { } violation)
                continue;
            Assert.Contains(violation.Invariant, invariants);
            return;
        }

        Assert.Fail($"not found within {MostSeeds} seeds");
    }

    /// <summary>Obeys whoever speaks, whatever epoch it speaks of.</summary>
    private sealed class AnyEpochRule : CommitRule
    {
        public override bool Obeys(TriadView triad, NodeId sender, Verdict verdict) => true;
    }

    /// <summary>Acknowledges a triad's writes and loses them.</summary>
    private sealed class ForgetfulStorage(IGrainStorage sound) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => sound.ReadStateAsync(stateName, grainId, grainState);

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
            stateName == "triad" ? Task.CompletedTask : sound.WriteStateAsync(stateName, grainId, grainState);

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => sound.ClearStateAsync(stateName, grainId, grainState);
    }
}
