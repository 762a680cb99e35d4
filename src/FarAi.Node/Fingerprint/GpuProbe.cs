using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using FarAi.Core.Nodes;

namespace FarAi.Node.Fingerprint;

/// <summary>Asks NVIDIA's driver for its devices, where there is one.</summary>
internal static class GpuProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>The devices; empty without a driver or where its tool does not answer in time.</summary>
    public static async Task<IReadOnlyList<GpuDevice>> ReadAsync()
    {
        if (OperatingSystem.IsLinux() && !Directory.Exists("/proc/driver/nvidia"))
            return [];
        using var timeout = new CancellationTokenSource(Patience);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("nvidia-smi", ["--query-gpu=name,memory.total", "--format=csv,noheader,nounits"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        try
        {
            process.Start();
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            return Parse(output);
        }
        catch (Win32Exception)
        {
            return []; // no such tool
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return [];
        }
    }

    /// <summary>Lines of <c>name, mebibytes</c>; others are skipped.</summary>
    internal static IReadOnlyList<GpuDevice> Parse(string output) =>
    [
        .. from line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let comma = line.LastIndexOf(',')
           where comma > 0
           let number = long.TryParse(line.AsSpan(comma + 1).Trim(), CultureInfo.InvariantCulture, out var mebibytes) ? mebibytes : -1
           where number > 0
           select new GpuDevice(line[..comma].Trim(), number << 20),
    ];
}
