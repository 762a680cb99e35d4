using System.Numerics;
using System.Runtime.InteropServices;
using FarAi.Inference.Kernels;

namespace FarAi.Node.Fingerprint;

/// <summary>Measures what one thread of this machine does with the node's own kernels, in about 0.15 s.</summary>
internal static unsafe class SpeedProbe
{
    private const int Inputs = 512;
    private const int Outputs = 256;
    private const int Rows = 8;
    private const int BufferFloats = 8 << 20; // 32 MiB: beyond the caches of most machines
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Measured = TimeSpan.FromMilliseconds(50);

    /// <summary>Single-precision operations per second of the matrix kernel.</summary>
    public static double Flops(TimeProvider time)
    {
        var weights = Filled(Outputs * Inputs);
        var inputs = Filled(Rows * Inputs);
        var results = new float[Rows * Outputs];
        fixed (float* w = weights)
        fixed (float* x = inputs)
        fixed (float* y = results)
        {
            var matrix = new WeightMatrix((nint)w, false, Outputs, Inputs);
            var (from, to) = ((nint)x, (nint)y);
            var perCall = 2.0 * Outputs * Inputs * Rows;
            return perCall * CallsPerSecond(time, () => MatrixKernel.Multiply(matrix, (float*)from, Inputs, (float*)to, Outputs, Rows, accumulate: false));
        }
    }

    /// <summary>Bytes per second read from memory.</summary>
    public static double Bandwidth(TimeProvider time)
    {
        var buffer = Filled(BufferFloats);
        var sink = 0f;
        var calls = CallsPerSecond(time, () => sink += Sum(buffer));
        return float.IsNaN(sink) ? 0 : calls * BufferFloats * sizeof(float);
    }

    private static double CallsPerSecond(TimeProvider time, Action call)
    {
        Repeat(time, call, WarmUp);
        var started = time.GetTimestamp();
        var calls = Repeat(time, call, Measured);
        return calls / time.GetElapsedTime(started).TotalSeconds;
    }

    private static int Repeat(TimeProvider time, Action call, TimeSpan duration)
    {
        var started = time.GetTimestamp();
        var calls = 0;
        do
        {
            call();
            calls++;
        }
        while (time.GetElapsedTime(started) < duration);

        return calls;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
    private static float Sum(float[] buffer)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(buffer);
        var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        for (var i = 0; i + 3 < vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }

        return Vector.Sum(a + b + c + d);
    }

    private static float[] Filled(int count)
    {
        var values = new float[count];
        Array.Fill(values, 0.001f);
        return values;
    }
}
