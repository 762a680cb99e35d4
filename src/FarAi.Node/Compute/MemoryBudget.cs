namespace FarAi.Node.Compute;

/// <summary>Bytes that weights and caches may take together. Safe to use from several threads.</summary>
internal sealed class MemoryBudget(long limit)
{
    private long _used;

    /// <summary>Bytes in use or promised.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>The limit.</summary>
    public long Limit => limit;

    /// <summary>Takes bytes where there are that many left.</summary>
    public bool TryReserve(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);
}
