using System.Runtime.CompilerServices;

namespace FarAi.Inference.Kernels;

/// <summary>
/// The tiles of <see cref="MatrixKernel"/>: 1, 2 or 4 rows of activations times 4 outputs at a time, so that a widened weight serves
/// several rows and several independent sums hide the latency of the multiply-add.
/// </summary>
/// <remarks>
/// Written out by hand: an array of accumulators would live in memory instead of registers. Inputs must be a multiple of 16 and
/// to − from one of 4: a call to pad a rest inside a tile would spill all its sums. <see cref="Any"/> takes every other shape.
/// </remarks>
internal static unsafe class MatrixTiles<TLanes, TFormat>
    where TLanes : struct, ILanes<TLanes>
    where TFormat : struct, IWeightFormat
{
    /// <summary>y[o] for one row x[inputs].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneRow(in WeightMatrix w, int from, int to, float* x, float* y, bool accumulate)
    {
        int inputs = w.Inputs;
        long rowBytes = (long)inputs * TFormat.Size;
        for (int output = from; output < to; output += 4)
        {
            byte* w0 = (byte*)w.Data + (output * rowBytes);
            byte* w1 = w0 + rowBytes;
            byte* w2 = w1 + rowBytes;
            byte* w3 = w2 + rowBytes;
            TLanes zero = TLanes.Broadcast(0);
            TLanes s00 = zero, s01 = zero, s02 = zero, s03 = zero;
            for (int i = 0; i < inputs; i += ILanes<TLanes>.Count)
            {
                TLanes v0 = TLanes.Load(x + i);
                TLanes c0 = TFormat.Load<TLanes>(w0 + ((long)i * TFormat.Size));
                s00 = TLanes.Fused(c0, v0, s00);
                TLanes c1 = TFormat.Load<TLanes>(w1 + ((long)i * TFormat.Size));
                s01 = TLanes.Fused(c1, v0, s01);
                TLanes c2 = TFormat.Load<TLanes>(w2 + ((long)i * TFormat.Size));
                s02 = TLanes.Fused(c2, v0, s02);
                TLanes c3 = TFormat.Load<TLanes>(w3 + ((long)i * TFormat.Size));
                s03 = TLanes.Fused(c3, v0, s03);
            }

            Write(y + output, s00, s01, s02, s03, accumulate);
        }
    }

    /// <summary>y[2, o] for two rows x[2, inputs].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoRows(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, bool accumulate)
    {
        int inputs = w.Inputs;
        long rowBytes = (long)inputs * TFormat.Size;
        float* x1 = x + xStride;
        for (int output = from; output < to; output += 4)
        {
            byte* w0 = (byte*)w.Data + (output * rowBytes);
            byte* w1 = w0 + rowBytes;
            byte* w2 = w1 + rowBytes;
            byte* w3 = w2 + rowBytes;
            TLanes zero = TLanes.Broadcast(0);
            TLanes s00 = zero, s01 = zero, s02 = zero, s03 = zero;
            TLanes s10 = zero, s11 = zero, s12 = zero, s13 = zero;
            for (int i = 0; i < inputs; i += ILanes<TLanes>.Count)
            {
                TLanes v0 = TLanes.Load(x + i);
                TLanes v1 = TLanes.Load(x1 + i);
                TLanes c0 = TFormat.Load<TLanes>(w0 + ((long)i * TFormat.Size));
                s00 = TLanes.Fused(c0, v0, s00);
                s10 = TLanes.Fused(c0, v1, s10);
                TLanes c1 = TFormat.Load<TLanes>(w1 + ((long)i * TFormat.Size));
                s01 = TLanes.Fused(c1, v0, s01);
                s11 = TLanes.Fused(c1, v1, s11);
                TLanes c2 = TFormat.Load<TLanes>(w2 + ((long)i * TFormat.Size));
                s02 = TLanes.Fused(c2, v0, s02);
                s12 = TLanes.Fused(c2, v1, s12);
                TLanes c3 = TFormat.Load<TLanes>(w3 + ((long)i * TFormat.Size));
                s03 = TLanes.Fused(c3, v0, s03);
                s13 = TLanes.Fused(c3, v1, s13);
            }

            Write(y + output, s00, s01, s02, s03, accumulate);
            Write(y + yStride + output, s10, s11, s12, s13, accumulate);
        }
    }

    /// <summary>y[4, o] for four rows x[4, inputs]; sixteen sums in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourRows(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, bool accumulate)
    {
        int inputs = w.Inputs;
        long rowBytes = (long)inputs * TFormat.Size;
        float* x1 = x + xStride;
        float* x2 = x + ((long)xStride * 2);
        float* x3 = x + ((long)xStride * 3);
        for (int output = from; output < to; output += 4)
        {
            byte* w0 = (byte*)w.Data + (output * rowBytes);
            byte* w1 = w0 + rowBytes;
            byte* w2 = w1 + rowBytes;
            byte* w3 = w2 + rowBytes;
            TLanes zero = TLanes.Broadcast(0);
            TLanes s00 = zero, s01 = zero, s02 = zero, s03 = zero;
            TLanes s10 = zero, s11 = zero, s12 = zero, s13 = zero;
            TLanes s20 = zero, s21 = zero, s22 = zero, s23 = zero;
            TLanes s30 = zero, s31 = zero, s32 = zero, s33 = zero;
            for (int i = 0; i < inputs; i += ILanes<TLanes>.Count)
            {
                TLanes v0 = TLanes.Load(x + i);
                TLanes v1 = TLanes.Load(x1 + i);
                TLanes v2 = TLanes.Load(x2 + i);
                TLanes v3 = TLanes.Load(x3 + i);
                TLanes c0 = TFormat.Load<TLanes>(w0 + ((long)i * TFormat.Size));
                s00 = TLanes.Fused(c0, v0, s00);
                s10 = TLanes.Fused(c0, v1, s10);
                s20 = TLanes.Fused(c0, v2, s20);
                s30 = TLanes.Fused(c0, v3, s30);
                TLanes c1 = TFormat.Load<TLanes>(w1 + ((long)i * TFormat.Size));
                s01 = TLanes.Fused(c1, v0, s01);
                s11 = TLanes.Fused(c1, v1, s11);
                s21 = TLanes.Fused(c1, v2, s21);
                s31 = TLanes.Fused(c1, v3, s31);
                TLanes c2 = TFormat.Load<TLanes>(w2 + ((long)i * TFormat.Size));
                s02 = TLanes.Fused(c2, v0, s02);
                s12 = TLanes.Fused(c2, v1, s12);
                s22 = TLanes.Fused(c2, v2, s22);
                s32 = TLanes.Fused(c2, v3, s32);
                TLanes c3 = TFormat.Load<TLanes>(w3 + ((long)i * TFormat.Size));
                s03 = TLanes.Fused(c3, v0, s03);
                s13 = TLanes.Fused(c3, v1, s13);
                s23 = TLanes.Fused(c3, v2, s23);
                s33 = TLanes.Fused(c3, v3, s33);
            }

            Write(y + output, s00, s01, s02, s03, accumulate);
            Write(y + yStride + output, s10, s11, s12, s13, accumulate);
            Write(y + ((long)yStride * 2) + output, s20, s21, s22, s23, accumulate);
            Write(y + ((long)yStride * 3) + output, s30, s31, s32, s33, accumulate);
        }
    }

    /// <summary>y[rows, o] for any number of inputs and outputs, one sum at a time.</summary>
    public static void Any(in WeightMatrix w, int from, int to, float* x, int xStride, float* y, int yStride, int rows, bool accumulate)
    {
        for (int output = from; output < to; output++)
        {
            for (int row = 0; row < rows; row++)
            {
                One(w.Row(output), x + ((long)row * xStride), y + ((long)row * yStride) + output, w.Inputs, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* w, float* x, float* y, int inputs, bool accumulate)
    {
        int whole = inputs & ~(ILanes<TLanes>.Count - 1);
        TLanes sum = TLanes.Broadcast(0);
        for (int i = 0; i < whole; i += ILanes<TLanes>.Count)
        {
            sum = TLanes.Fused(TFormat.Load<TLanes>(w + ((long)i * TFormat.Size)), TLanes.Load(x + i), sum);
        }

        if (whole < inputs)
        {
            sum = TLanes.Fused(LoadPartial(w + ((long)whole * TFormat.Size), inputs - whole), LoadPartial(x + whole, inputs - whole), sum);
        }

        float value = TLanes.Sum(sum);
        *y = accumulate ? *y + value : value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(float* y, TLanes s0, TLanes s1, TLanes s2, TLanes s3, bool accumulate)
    {
        float t0 = TLanes.Sum(s0), t1 = TLanes.Sum(s1), t2 = TLanes.Sum(s2), t3 = TLanes.Sum(s3);
        if (accumulate)
        {
            t0 = y[0] + t0;
            t1 = y[1] + t1;
            t2 = y[2] + t2;
            t3 = y[3] + t3;
        }

        y[0] = t0;
        y[1] = t1;
        y[2] = t2;
        y[3] = t3;
    }

    // The last, incomplete group of lanes is padded with zeros, exactly as the scalar twin does.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLanes LoadPartial(float* source, int count)
    {
        float* padded = stackalloc float[ILanes<TLanes>.Count];
        for (int i = 0; i < ILanes<TLanes>.Count; i++)
        {
            padded[i] = i < count ? source[i] : 0;
        }

        return TLanes.Load(padded);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TLanes LoadPartial(byte* source, int count)
    {
        float* padded = stackalloc float[ILanes<TLanes>.Count];
        for (int i = 0; i < ILanes<TLanes>.Count; i++)
        {
            padded[i] = i < count ? TFormat.LoadOne(source + ((long)i * TFormat.Size)) : 0;
        }

        return TLanes.Load(padded);
    }
}
