using System.Globalization;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.Cli.Chaos;

/// <summary>The table of a rehearsal.</summary>
internal static class ChaosReport
{
    /// <summary>What stands above the lines.</summary>
    public static string Head(ChaosSettings settings) => string.Create(CultureInfo.InvariantCulture, $"""
        {settings.Streams} streams of up to {settings.Tokens} tokens, temperature 0.8, {settings.Standby.ToString().ToLowerInvariant()} standby, links delayed by {settings.LinkDelayMs} ms; milliseconds after the fault
        gap: the longest time between two tokens after the fault, less the same stream's median before it
        {"fault",-20} {"times",5} {"streams",8} {"exact",6} {"error",6} {"failed",6}  {"detected p50",12} {"promoted p50",12}  {"gap p50",8} {"p99",8} {"most",8}  {"target",8}
        """);

    /// <summary>One fault.</summary>
    public static string Line(FaultRecord record, Fault fault, StandbyPolicy standby)
    {
        var worst = Quantile.Of(record.Gaps, 0.99);
        var target = fault.TargetOf(standby) is { } aim ? Aim(aim, worst, Quantile.Of(record.Usual, 0.99) ?? 0) : "-";
        return string.Create(CultureInfo.InvariantCulture,
            $"{record.Fault,-20} {record.Repetitions,5} {record.Streams,8} {record.Exact,6} {record.EndedWithError,6} {record.Streams - record.Exact - record.EndedWithError,6}  "
            + $"{Show(Quantile.Of(record.Detected, 0.5)),12} {Show(Quantile.Of(record.Promoted, 0.5)),12}  "
            + $"{Show(Quantile.Of(record.Gaps, 0.5)),8} {Show(worst),8} {Show(Quantile.Of(record.Gaps, 1)),8}  {target,8}");
    }

    private static string Aim(GapTarget aim, double? worst, double usual) =>
        worst is null ? $"<= {aim.Show(usual)}" : $"<= {aim.Show(usual)} {(worst <= aim.Of(usual) ? "met" : "MISSED")}";

    private static string Show(double? milliseconds) => milliseconds is { } some ? some.ToString("0", CultureInfo.InvariantCulture) : "-";
}
