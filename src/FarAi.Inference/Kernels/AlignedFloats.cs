using System.Runtime.InteropServices;

namespace FarAi.Inference.Kernels;

/// <summary>Floats outside the managed heap, aligned to a cache line, zeroed.</summary>
internal sealed unsafe class AlignedFloats : SafeHandle
{
    private const nuint Alignment = 64;

    public AlignedFloats(long count)
        : base(0, true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        nuint bytes = checked((nuint)Math.Max(count, 1) * sizeof(float));
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, Alignment));
        NativeMemory.Clear((void*)handle, bytes);
        Count = count;
    }

    public long Count { get; }

    /// <summary>The first float. Valid until disposed.</summary>
    public float* Pointer => (float*)handle;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
