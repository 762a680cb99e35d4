using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess;

/// <summary>
/// What is counted of one method of one grain class on one silo. Cells per processor keep threads from waiting for each other's
/// cache lines; every 16th call of a cell, the first included, is timed, so that a call costs a few nanoseconds more as a rule.
/// </summary>
internal sealed class MethodCounter(GrainMethod method)
{
    private const int TimedShare = 16;

    // Longs of one cell, which fill a cache line.
    private const int CellSize = 8;
    private const int Calls = 0;
    private const int Failures = 1;
    private const int Timed = 2;
    private const int Ticks = 3;

    private static readonly int s_mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 8)) - 1;

    private readonly long[] _cells = new long[(s_mask + 1) * CellSize];

    public GrainMethod Method => method;

    /// <summary>Counts a call that starts; true if it is to be timed.</summary>
    public bool OnStarted() => Interlocked.Increment(ref Here(Calls)) % TimedShare == 1;

    public void OnTimed(long timestampTicks)
    {
        Interlocked.Increment(ref Here(Timed));
        Interlocked.Add(ref Here(Ticks), timestampTicks);
    }

    public void OnFailed() => Interlocked.Increment(ref Here(Failures));

    public (long Calls, long Failures, long Timed, long Ticks) Read() => (Sum(Calls), Sum(Failures), Sum(Timed), Sum(Ticks));

    private ref long Here(int what) => ref _cells[((Thread.GetCurrentProcessorId() & s_mask) * CellSize) + what];

    private long Sum(int what)
    {
        var sum = 0L;
        for (var cell = what; cell < _cells.Length; cell += CellSize)
            sum += Volatile.Read(ref _cells[cell]);
        return sum;
    }
}
