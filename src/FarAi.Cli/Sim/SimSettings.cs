using System.Globalization;

namespace FarAi.Cli.Sim;

/// <summary>What to simulate.</summary>
internal sealed record SimSettings(
    string Scenario, int Nodes, int Sessions, TimeSpan Duration, ulong Seed, int Seeds, string Chaos, string Standby, bool Replay, bool Trace)
{
    /// <summary>The command that repeats one seed of it.</summary>
    public string Command(ulong seed) => Scenario == "failover"
        ? string.Create(CultureInfo.InvariantCulture, $"farai sim --scenario failover --sessions {Sessions} --seed {seed} --standby {Standby}")
        : string.Create(CultureInfo.InvariantCulture, $"farai sim --nodes {Nodes} --hours {Duration.TotalHours} --seed {seed} --chaos {Chaos} --standby {Standby}");
}
