using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FarAi.Inference.Models;

namespace FarAi.Inference;

/// <summary>The keys and values of one session on one shard. Not safe for use by two threads at once.</summary>
/// <remarks>Blocks of 32 positions; within a block per layer and head [32, HeadDimension], so attention reads whole matrices.</remarks>
public sealed unsafe class KeyValueCache
{
    /// <summary>Positions per block.</summary>
    internal const int BlockPositions = 32;

    private readonly List<float[]> _blocks = [];
    private readonly int _blockFloats;
    private readonly int _headFloats;
    private readonly int _keyValueHeads;
    private readonly int _maxPositions;

    internal KeyValueCache(object owner, ModelConfig config, int layers)
    {
        Owner = owner;
        _keyValueHeads = config.KeyValueHeads;
        _headFloats = BlockPositions * config.HeadDimension;
        _blockFloats = checked(2 * layers * _keyValueHeads * _headFloats);
        _maxPositions = config.MaxPositions;
    }

    /// <summary>Positions held.</summary>
    public int Length { get; private set; }

    /// <summary>Memory allocated. Truncation keeps the blocks: a session that verifies drafts grows into them again at once.</summary>
    public long Bytes => (long)_blocks.Count * _blockFloats * sizeof(float);

    /// <summary>The shard that made the cache; no other can use it.</summary>
    internal object Owner { get; }

    /// <summary>Forgets all positions from <paramref name="length"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than <see cref="Length"/>.</exception>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    /// <summary>Makes room for positions up to <paramref name="length"/>, to be written by the caller.</summary>
    internal void Extend(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _maxPositions);
        while (_blocks.Count * BlockPositions < length)
        {
            _blocks.Add(GC.AllocateUninitializedArray<float>(_blockFloats, pinned: true));
        }

        Length = length;
    }

    /// <summary>Keys [32, HeadDimension] of one block, layer (counted from the shard's first) and head.</summary>
    internal float* Keys(int block, int layer, int head) => Start(block) + ((((2L * layer) * _keyValueHeads) + head) * _headFloats);

    /// <summary>Values [32, HeadDimension] of one block, layer and head.</summary>
    internal float* Values(int block, int layer, int head) => Start(block) + (((((2L * layer) + 1) * _keyValueHeads) + head) * _headFloats);

    // The arrays are pinned, and the list keeps them alive.
    private float* Start(int block) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_blocks[block]));
}
