using System.Globalization;

namespace FarAi.Node.Fingerprint;

/// <summary>Reads what Linux says of the machine; null where a file or a value is missing, as on other systems.</summary>
internal static class LinuxFiles
{
    /// <summary>The processor's name.</summary>
    public static string? CpuModel() => Lines("/proc/cpuinfo")
        .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();

    /// <summary>Installed and available memory, bytes.</summary>
    public static (long? Total, long? Available) Memory()
    {
        string[] lines = [.. Lines("/proc/meminfo")];
        return (Kibibytes(lines, "MemTotal:"), Kibibytes(lines, "MemAvailable:"));
    }

    /// <summary>What the control group leaves: its limit less what it uses.</summary>
    public static long? ControlGroupRoom()
    {
        var limit = Number("/sys/fs/cgroup/memory.max") ?? Number("/sys/fs/cgroup/memory/memory.limit_in_bytes");
        var used = Number("/sys/fs/cgroup/memory.current") ?? Number("/sys/fs/cgroup/memory/memory.usage_in_bytes");
        return limit is null or > 1L << 60 ? null : Math.Max(0, limit.Value - (used ?? 0));
    }

    private static long? Kibibytes(string[] lines, string field)
    {
        var parts = lines.FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts is { Length: >= 2 } && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var value) ? value << 10 : null;
    }

    private static long? Number(string path) =>
        long.TryParse(Lines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
