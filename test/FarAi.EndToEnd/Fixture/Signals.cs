using System.Diagnostics;
using System.Globalization;

namespace FarAi.EndToEnd.Fixture;

/// <summary>POSIX signals and the list of processes.</summary>
internal static class Signals
{
    public static void Send(string signal, int process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ids of the processes whose command line holds a word; zombies have none.</summary>
    public static IReadOnlyList<int> WithArgument(string word)
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id))
                continue;
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0').Contains(word))
                    found.Add(id);
            }
            catch (IOException)
            {
                // ended while the list was read
            }
        }

        return found;
    }
}
