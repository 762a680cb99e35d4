using System.Diagnostics;
using FarAi.Grains.Regions;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Scale;

/// <summary>
/// The control plane under very many nodes: real node and region grains, one region per city, one heartbeat per node and period,
/// staggered joins, crashes and returns, silos killed on request. At the end churn stops, and each region must know exactly the nodes
/// that are there.
/// </summary>
public static class ScaleScenario
{
    private const int MostViolations = 10;
    private const int SettlingHeartbeats = 5;

    /// <summary>Runs the scenario on the calling thread.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="progress">Called after every tenth of the virtual time, with the time.</param>
    /// <param name="wall">Measures the real time; the system's clock by default.</param>
    public static ScaleReport Run(ScaleOptions options, Action<TimeSpan>? progress = null, TimeProvider? wall = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        wall ??= TimeProvider.System;
        var begun = wall.GetTimestamp();
        using var world = new ScaleWorld(options);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        world.Begin();
        world.Kernel.Run(Earlier(options.JoinOver + options.Heartbeat, options.Duration));
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before - world.Storage.Bytes;
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            world.Kernel.Run(options.Duration * tenth / 10);
            progress?.Invoke(world.Kernel.Now);
        }

        // Absences end, lost nodes are found silent or join again, and are announced.
        var settled = Settle(world);
        var violations = new List<string>();
        var checks = Check(world, violations);
        if (!settled)
            violations.Insert(0, $"not all nodes were back {world.Kernel.Now - options.Duration} after the last crash");
        using var process = Process.GetCurrentProcess();
        return new ScaleReport
        {
            Seed = options.Seed,
            Nodes = options.Nodes,
            VirtualTime = world.Kernel.Now,
            RealTime = wall.GetElapsedTime(begun),
            Steps = world.Kernel.Steps,
            Heartbeats = world.Heartbeats,
            Registrations = world.Registrations,
            Crashes = world.Crashes,
            SiloKills = world.SiloKills,
            BytesPerNode = (double)bytes / options.Nodes,
            StoredBytesPerNode = (double)world.Storage.Bytes / options.Nodes,
            PeakWorkingSet = process.PeakWorkingSet64,
            TraceHash = world.Kernel.Trace.Text,
            Checks = checks,
            Violations = violations,
        };
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static bool Settle(ScaleWorld world)
    {
        // No absence is longer than three means; then come a report that finds the node lost, and time-outs of calls to dead silos.
        var limit = world.Kernel.Now + (world.Options.Absence * 3) + (world.Options.Heartbeat * 10) + TimeSpan.FromMinutes(1);
        var next = world.Kernel.Now;
        while (!world.Nodes.All(node => node.IsUp))
        {
            if (next >= limit)
                return false;
            next += world.Options.Heartbeat;
            world.Kernel.Run(next);
        }

        world.Kernel.Run(next + (world.Options.Heartbeat * SettlingHeartbeats));
        return world.Nodes.All(node => node.IsUp);
    }

    private static long Check(ScaleWorld world, List<string> violations)
    {
        var checks = 0L;
        var expected = world.Nodes.Where(node => node.IsUp).ToLookup(node => node.Region, node => node.Id);
        foreach (var city in WorldMap.Cities)
        {
            var status = world.Kernel.Await(() => world.Grains.GetGrain<IRegionGrain>(city.Name).GetStatus(), TimeSpan.FromMinutes(1));
            var known = status.Nodes.Select(node => node.Node).ToHashSet();
            foreach (var node in expected[city.Name])
            {
                checks++;
                if (!known.Remove(node))
                    Add(violations, $"region {city.Name} does not know {node}, which is connected");
            }

            foreach (var ghost in known)
                Add(violations, $"region {city.Name} counts {ghost}, which is not there");
        }

        return checks;
    }

    private static void Add(List<string> violations, string what)
    {
        if (violations.Count < MostViolations)
            violations.Add(what);
    }
}
