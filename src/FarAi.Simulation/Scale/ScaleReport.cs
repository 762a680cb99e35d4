namespace FarAi.Simulation.Scale;

/// <summary>What came of a <see cref="ScaleScenario"/>.</summary>
public sealed record ScaleReport
{
    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Machines.</summary>
    public required int Nodes { get; init; }

    /// <summary>Virtual time that passed.</summary>
    public required TimeSpan VirtualTime { get; init; }

    /// <summary>Real time that it took, building the world included.</summary>
    public required TimeSpan RealTime { get; init; }

    /// <summary>Steps of the kernel.</summary>
    public required long Steps { get; init; }

    /// <summary>Heartbeats that node grains took.</summary>
    public required long Heartbeats { get; init; }

    /// <summary>Registrations, first ones and repeated ones.</summary>
    public required long Registrations { get; init; }

    /// <summary>Crashes of nodes.</summary>
    public required long Crashes { get; init; }

    /// <summary>Silos killed.</summary>
    public required int SiloKills { get; init; }

    /// <summary>Managed bytes per node once all have joined: its grain's activation, its timer and observer, and its place in region and directory; the store and the simulated machines apart.</summary>
    public required double BytesPerNode { get; init; }

    /// <summary>Bytes per node in the store.</summary>
    public required double StoredBytesPerNode { get; init; }

    /// <summary>The process's largest working set, bytes.</summary>
    public required long PeakWorkingSet { get; init; }

    /// <summary>Hash of everything that happened.</summary>
    public required string TraceHash { get; init; }

    /// <summary>Comparisons of a region's knowledge with the truth at the end.</summary>
    public required long Checks { get; init; }

    /// <summary>The first things found wrong; empty where all was right.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>Steps per second of real time.</summary>
    public double StepsPerSecond => Steps / RealTime.TotalSeconds;

    /// <summary>Virtual time over real time.</summary>
    public double Speed => VirtualTime / RealTime;
}
