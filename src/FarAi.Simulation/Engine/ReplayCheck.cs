namespace FarAi.Simulation.Engine;

/// <summary>
/// Runs a simulation twice and compares. A reading of the wall clock leaves no trace of its own, but whatever it changed does;
/// the message says where the two runs parted.
/// </summary>
public static class ReplayCheck
{
    /// <summary>The trace of a run that repeats exactly; throws <see cref="NondeterminismException"/> otherwise.</summary>
    /// <param name="run">Builds a world from nothing and its seed, runs it, and returns its trace.</param>
    public static SimulationTrace Verify(Func<SimulationTrace> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var first = run();
        Compare(first, run());
        return first;
    }

    /// <summary>Throws where two runs of one seed differ.</summary>
    public static void Compare(SimulationTrace first, SimulationTrace second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Hash == second.Hash && first.Count == second.Count)
            return;
        var same = 0;
        while (same < Math.Min(first.Checkpoints.Count, second.Checkpoints.Count) && first.Checkpoints[same] == second.Checkpoints[same])
            same++;
        var from = ((long)same * SimulationTrace.ValuesPerCheckpoint) + 1;
        var to = Math.Min(from + SimulationTrace.ValuesPerCheckpoint - 1, Math.Max(first.Count, second.Count));
        throw new NondeterminismException(
            $"Two runs of one seed differ: {first.Text} after {first.Count} values, {second.Text} after {second.Count}. They part between values {from} and {to} of the trace: "
            + "something there read the wall clock, an unseeded random number, or an order that differs between runs.");
    }
}
