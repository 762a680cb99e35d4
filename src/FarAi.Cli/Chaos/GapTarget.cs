using System.Globalization;

namespace FarAi.Cli.Chaos;

/// <summary>How much longer than usual the longest wait for a token may get, in 99 of 100 streams.</summary>
/// <param name="Milliseconds">So much.</param>
/// <param name="UsualIntervals">Or so many times the 99th percentile of the usual interval, where that is more.</param>
internal sealed record GapTarget(double Milliseconds, double UsualIntervals = 0)
{
    /// <summary>In milliseconds, where this is the usual interval's 99th percentile.</summary>
    public double Of(double usual) => Math.Max(Milliseconds, UsualIntervals * usual);

    /// <summary>For a table.</summary>
    public string Show(double usual) => string.Create(CultureInfo.InvariantCulture, $"{Of(usual):0}");
}
