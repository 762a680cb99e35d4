namespace FarAi.Simulation.Engine;

/// <summary>
/// Elementary functions from additions, multiplications, divisions and square roots alone, which IEEE 754 defines to the bit.
/// The C library behind <see cref="Math"/> may differ in the last bit between machines, and a replay must not.
/// </summary>
public static class PureMath
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>Natural logarithm of a positive, finite, normal number; relative error below 1e-14.</summary>
    public static double Log(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFFL) | 0x3FF0000000000000L);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)); the argument is at most 0.172, so the terms shrink by 34 each.
        var z = (mantissa - 1) / (mantissa + 1);
        var square = z * z;
        var sum = 0.0;
        for (var n = 23; n >= 1; n -= 2)
            sum = (sum * square) + (1.0 / n);
        return (exponent * Ln2) + (2 * z * sum);
    }

    /// <summary>e to a power between -700 and 700.</summary>
    public static double Exp(double value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(value), 700);
        var halvings = (int)Math.Floor((value / Ln2) + 0.5);
        var rest = value - (halvings * Ln2);
        var sum = 1.0;
        for (var n = 18; n >= 1; n--)
            sum = 1 + (sum * rest / n);
        return sum * BitConverter.Int64BitsToDouble((long)(halvings + 1023) << 52);
    }

    /// <summary>Sine of an angle between -2 pi and 2 pi, radians.</summary>
    public static double Sin(double angle)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(angle), 7);
        var square = angle * angle;
        var sum = 1.0;
        for (var n = 41; n >= 3; n -= 2)
            sum = 1 - (sum * square / (n * (n - 1)));
        return angle * sum;
    }

    /// <summary>Cosine of an angle between -3 pi / 2 and 3 pi / 2, radians.</summary>
    public static double Cos(double angle) => Sin(angle + (Math.PI / 2));

    /// <summary>The angle, radians, whose sine is a number between -1 and 1.</summary>
    public static double Asin(double sine)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(sine), 1);
        if (Math.Abs(sine) == 1)
            return sine * Math.PI / 2;
        // Two halvings of the angle bring the tangent below 0.42, where the series is short.
        var tangent = sine / Math.Sqrt(1 - (sine * sine));
        if (double.IsInfinity(tangent))
            return Math.CopySign(Math.PI / 2, sine);
        tangent = Halve(Halve(tangent));
        var square = tangent * tangent;
        var sum = 0.0;
        for (var n = 41; n >= 1; n -= 2)
            sum = (1.0 / n) - (sum * square);
        return 4 * tangent * sum;
    }

    private static double Halve(double tangent) => tangent / (1 + Math.Sqrt(1 + (tangent * tangent)));
}
