using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace FarAi.Inference.Kernels;

/// <summary>Which registers this process computes with. The answers do not depend on it, only the speed does.</summary>
public static class LaneWidth
{
    /// <summary>512, 256 or 128 bits, or 32 where no fused vector multiply-add exists and the scalar twins run.</summary>
    public static int Bits
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // All four are constants to the JIT: a kernel that branches on them is compiled for one width only.
            if (Vector512.IsHardwareAccelerated)
            {
                return 512;
            }

            if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
            {
                return 256;
            }

            return Vector128.IsHardwareAccelerated && (Fma.IsSupported || AdvSimd.IsSupported) ? 128 : 32;
        }
    }
}
