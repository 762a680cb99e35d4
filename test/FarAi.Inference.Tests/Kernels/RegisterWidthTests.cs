using FarAi.Inference.Kernels;

namespace FarAi.Inference.Tests.Kernels;

/// <summary>Every kernel gives the same bits in 512, 256 and 128 bits and in its scalar twin.</summary>
public sealed unsafe class RegisterWidthTests
{
    private static readonly int[] _lengths = [0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 256, 259];

    public static TheoryData<int, int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int, int>();
            foreach (int inputs in _lengths)
            {
                foreach ((int rows, int outputs) in ((int, int)[])[(1, 1), (1, 4), (2, 7), (3, 8), (4, 5), (5, 12), (9, 33)])
                {
                    shapes.Add(rows, outputs, inputs);
                }
            }

            return shapes;
        }
    }

    public static TheoryData<int> Lengths => [.. _lengths];

    [Theory, MemberData(nameof(Shapes))]
    public void Products_AreTheScalarTwinsBits(int rows, int outputs, int inputs)
    {
        var random = new Random((rows * 1_000_003) + (outputs * 1009) + inputs);
        foreach (bool brain in (bool[])[true, false])
        {
            foreach (bool accumulate in (bool[])[true, false])
            {
                byte[] weights = brain ? RandomBrain(random, outputs * inputs) : ToBytes(RandomFloats(random, outputs * inputs));
                float[] x = RandomFloats(random, (rows * inputs) + 1), y = RandomFloats(random, (rows * outputs) + 1);
                Run(weights, brain, rows, outputs, inputs, accumulate, x, y);
            }
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void RowKernels_AreTheScalarTwinsBits(int length)
    {
        Same<Lanes512>(length);
        Same<Lanes256>(length);
        Same<Lanes128>(length);
    }

    [Fact]
    public void Product_IsCloseToDoublePrecision()
    {
        var random = new Random(5);
        float[] w = RandomFloats(random, 256), x = RandomFloats(random, 256), y = new float[1];
        double exact = w.Zip(x, (a, b) => (double)a * b).Sum();
        fixed (float* wp = w, xp = x, yp = y)
        {
            MatrixKernel.Multiply(new WeightMatrix((nint)wp, false, 1, 256), xp, 256, yp, 1, 1, false);
        }

        Assert.Equal(exact, y[0], 1e-5);
    }

    private static void Run(byte[] weights, bool brain, int rows, int outputs, int inputs, bool accumulate, float[] x, float[] y)
    {
        float[] scalar = [.. y], wide = [.. y], middle = [.. y], narrow = [.. y];
        fixed (byte* w = weights.Length == 0 ? new byte[1] : weights)
        fixed (float* px = x, s = scalar, a = wide, b = middle, c = narrow)
        {
            var matrix = new WeightMatrix((nint)w, brain, outputs, inputs);
            ScalarTwins.Multiply(matrix, 0, outputs, px, inputs, s, outputs, rows, accumulate);
            MatrixKernel.Multiply<Lanes512>(matrix, 0, outputs, px, inputs, a, outputs, rows, accumulate);
            MatrixKernel.Multiply<Lanes256>(matrix, 0, outputs, px, inputs, b, outputs, rows, accumulate);
            MatrixKernel.Multiply<Lanes128>(matrix, 0, outputs, px, inputs, c, outputs, rows, accumulate);
        }

        Bits.AssertEqual(scalar, wide);
        Bits.AssertEqual(scalar, middle);
        Bits.AssertEqual(scalar, narrow);
    }

    private static void Same<TLanes>(int length)
        where TLanes : struct, ILanes<TLanes>
    {
        var random = new Random(length + 77);
        float[] x = RandomFloats(random, length + 1), w = RandomFloats(random, length + 1);
        float[] pair = RandomFloats(random, (2 * length) + 1), values = RandomFloats(random, (9 * length) + 1), weights = RandomFloats(random, 9);
        Compare(x, p => ScalarTwins.SumOfSquares(p, length), p => LaneKernels<TLanes>.SumOfSquares(p, length));
        fixed (float* pw = w, pv = values, ps = weights)
        {
            nint second = (nint)pw, v = (nint)pv, s = (nint)ps;
            Compare(x, p => Zero(() => ScalarTwins.ScaleTimes(p, (float*)second, p, length, 0.37f)), p => Zero(() => LaneKernels<TLanes>.ScaleTimes(p, (float*)second, p, length, 0.37f)));
            Compare(x, p => Zero(() => ScalarTwins.SiluTimes(p, (float*)second, length)), p => Zero(() => LaneKernels<TLanes>.SiluTimes(p, (float*)second, length)));
            Compare(x, p => Zero(() => ScalarTwins.WeightedSum((float*)s, (float*)v, p, 9, length)), p => Zero(() => LaneKernels<TLanes>.WeightedSum((float*)s, (float*)v, p, 9, length)));
            Compare(pair, p => Zero(() => ScalarTwins.Rotate(p, (float*)second, (float*)second, length)), p => Zero(() => LaneKernels<TLanes>.Rotate(p, (float*)second, (float*)second, length)));
        }

        Compare(x, p => Zero(() => ScalarTwins.Scale(p, length, 0.37f)), p => Zero(() => LaneKernels<TLanes>.Scale(p, length, 0.37f)));
        Compare(x, p => length == 0 ? 0 : ScalarTwins.ExpAndSum(p, length, 0.125f), p => length == 0 ? 0 : LaneKernels<TLanes>.ExpAndSum(p, length, 0.125f));
    }

    private delegate float Kernel(float* x);

    private static float Zero(Action action)
    {
        action();
        return 0;
    }

    private static void Compare(float[] input, Kernel expected, Kernel actual)
    {
        float[] left = [.. input, 0], right = [.. input, 0];
        fixed (float* l = left, r = right)
        {
            left[^1] = expected(l);
            right[^1] = actual(r);
        }

        Bits.AssertEqual(left, right);
    }

    // Magnitudes from 2⁻¹⁰ to 2⁴, so that roundings differ if the order of a sum does.
    private static float[] RandomFloats(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.5) * Math.ScaleB(1, random.Next(-10, 5))))];

    private static byte[] RandomBrain(Random random, int count) =>
        [.. RandomFloats(random, count).SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))];

    private static byte[] ToBytes(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
