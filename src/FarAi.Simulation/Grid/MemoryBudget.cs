namespace FarAi.Simulation.Grid;

/// <summary>Bytes that weights and caches of a machine may take together.</summary>
internal sealed class MemoryBudget(long limit)
{
    public long Used { get; private set; }

    public bool TryReserve(long bytes)
    {
        if (Used + bytes > limit)
            return false;
        Used += bytes;
        return true;
    }

    public void Release(long bytes) => Used -= bytes;
}
