using System.Runtime.CompilerServices;

namespace FarAi.Inference.Kernels;

/// <summary>Little-endian bfloat16: the upper half of an fp32, so widening is exact.</summary>
public readonly unsafe struct BrainFormat : IWeightFormat
{
    /// <inheritdoc/>
    public static int Size => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes> => TLanes.LoadBrain((ushort*)source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(byte* source) => BitConverter.UInt32BitsToSingle((uint)Unsafe.ReadUnaligned<ushort>(source) << 16);
}
