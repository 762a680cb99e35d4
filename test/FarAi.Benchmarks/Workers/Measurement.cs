using System.Globalization;

namespace FarAi.Benchmarks;

/// <summary>What one round gave: time and bytes allocated per operation, in the whole process.</summary>
internal readonly record struct Measurement(double Nanoseconds, double Bytes)
{
    public double OperationsPerSecond => 1e9 / Nanoseconds;

    public static Measurement Parse(string line)
    {
        var parts = line.Split(' ');
        return new Measurement(double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds:R} {Bytes:R}");
}
