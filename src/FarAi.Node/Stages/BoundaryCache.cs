namespace FarAi.Node.Stages;

/// <summary>
/// The hidden states that a stage sent for one session, by position: another node that takes the next place gets them again and computes its own
/// caches from them, without the stages before computing anything twice. Only the stage's compute thread touches it.
/// </summary>
/// <param name="size">Width of a hidden state.</param>
internal sealed class BoundaryCache(int size)
{
    /// <summary>Positions per block.</summary>
    private const int BlockPositions = 64;

    private readonly List<float[]> _blocks = [];

    /// <summary>Positions held.</summary>
    public int Length { get; private set; }

    /// <summary>Takes the rows from a position on, [positions, size]; what was held from there on is forgotten.</summary>
    public void Write(int start, ReadOnlySpan<float> rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length);
        Length = start + (rows.Length / size);
        while (_blocks.Count * BlockPositions < Length)
            _blocks.Add(GC.AllocateUninitializedArray<float>(BlockPositions * size));
        for (var position = start; position < Length; position++)
            rows.Slice((position - start) * size, size).CopyTo(Row(position));
    }

    /// <summary>Copies the rows from a position on into <paramref name="rows"/>, [positions, size].</summary>
    public void Read(int start, Span<float> rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (rows.Length / size), Length);
        for (var position = start; position < start + (rows.Length / size); position++)
            Row(position).CopyTo(rows[((position - start) * size)..]);
    }

    private Span<float> Row(int position) => _blocks[position / BlockPositions].AsSpan(position % BlockPositions * size, size);
}
