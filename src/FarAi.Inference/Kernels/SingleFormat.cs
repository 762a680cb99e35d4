using System.Runtime.CompilerServices;

namespace FarAi.Inference.Kernels;

/// <summary>Little-endian IEEE fp32.</summary>
public readonly unsafe struct SingleFormat : IWeightFormat
{
    /// <inheritdoc/>
    public static int Size => sizeof(float);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(byte* source)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load((float*)source);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadOne(byte* source) => Unsafe.ReadUnaligned<float>(source);
}
