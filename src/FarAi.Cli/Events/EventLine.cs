using System.Globalization;
using FarAi.Core.Events;

namespace FarAi.Cli.Events;

/// <summary>An event as one line of a terminal.</summary>
internal static class EventLine
{
    /// <summary>Local time, kind and sentence; a failover's sentence holds its timeline in milliseconds.</summary>
    public static string Of(GridEvent happened, TimeZoneInfo zone) => string.Create(
        CultureInfo.InvariantCulture,
        $"{TimeZoneInfo.ConvertTime(happened.Time, zone):yyyy-MM-dd HH:mm:ss.fff}  {Name(happened.Kind),-19}  {happened.Text.ReplaceLineEndings(" ")}");

    /// <summary>The kind in words.</summary>
    private static string Name(GridEventKind kind) => string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}
