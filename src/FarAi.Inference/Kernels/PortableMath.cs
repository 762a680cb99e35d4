namespace FarAi.Inference.Kernels;

/// <summary>
/// exp, log, sine and cosine in double precision from additions, multiplications and divisions alone. The C library's own differ in
/// the last bit between processors and systems; these give every node the same bits. (Polynomials of fdlibm; error below 2 ulp.)
/// </summary>
public static class PortableMath
{
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Natural logarithm of a positive, normal x.</summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        double f = m - 1;
        double s = f / (2 + f);
        double z = s * s;
        double r = z * (6.666666666666735130e-01 + (z * (3.999999999940941908e-01 + (z * (2.857142874366239149e-01
            + (z * (2.222219843214978396e-01 + (z * (1.818357216161805012e-01 + (z * (1.531383769920937332e-01
            + (z * 1.479819860511658591e-01))))))))))));
        double half = 0.5 * f * f;
        return (exponent * Ln2High) - ((half - ((s * (half + r)) + (exponent * Ln2Low))) - f);
    }

    /// <summary>eˣ; 0 below −708, +∞ above 709.</summary>
    public static double Exp(double x)
    {
        if (!(x >= -708))
        {
            return double.IsNaN(x) ? x : 0;
        }

        if (x > 709)
        {
            return double.PositiveInfinity;
        }

        double n = Math.Round(x * 1.4426950408889634);
        double high = x - (n * Ln2High), low = n * Ln2Low;
        double r = high - low;
        double z = r * r;
        double c = r - (z * (1.66666666666666019037e-01 + (z * (-2.77777777770155933842e-03 + (z * (6.61375632143793436117e-05
            + (z * (-1.65339022054652515390e-06 + (z * 4.13813679705723846039e-08)))))))));
        double y = 1 - ((low - ((r * c) / (2 - c))) - high);
        return y * BitConverter.Int64BitsToDouble((long)(n + 1023) << 52);
    }

    /// <summary>Sine and cosine of 0 ≤ x ≤ 2²⁰ radians.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        // π/2 in three parts of 33 bits: with n < 2²⁰ the first two products are exact.
        double n = Math.Round(x * 0.63661977236758134308);
        double r = x - (n * 1.57079632673412561417e+00);
        r -= n * 6.07710050630396597660e-11;
        r -= n * 2.02226624879595063154e-21;

        double z = r * r;
        double sin = r + (r * z * (-1.66666666666666324348e-01 + (z * (8.33333333332248946124e-03 + (z * (-1.98412698298579493134e-04
            + (z * (2.75573137070700676789e-06 + (z * (-2.50507602534068634195e-08 + (z * 1.58969099521155010221e-10)))))))))));
        double cos = 1 - (0.5 * z) + (z * z * (4.16666666666666019037e-02 + (z * (-1.38888888888741095749e-03 + (z * (2.48015872894767294178e-05
            + (z * (-2.75573143513906633035e-07 + (z * (2.08757232129817482790e-09 + (z * -1.13596475577881948265e-11)))))))))));
        return ((long)n & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
