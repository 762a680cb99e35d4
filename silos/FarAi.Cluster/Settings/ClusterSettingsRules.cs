using System.Net;

namespace FarAi.Cluster;

/// <summary>Refuses settings that could not work, each with its rule and the reason.</summary>
public static class ClusterSettingsRules
{
    private const int MaxName = 150;

    /// <summary>The first rule that the settings break, or null.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="client">Whether they are for a gateway process, which is no silo.</param>
    public static string? Broken(ClusterSettings settings, bool client)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var remote = settings.Clustering != ClusteringKind.Localhost;
        (bool Legal, string Rule)[] rules =
        [
            (!remote || !string.IsNullOrWhiteSpace(settings.Connection),
                $"--clustering {settings.Clustering.ToString().ToLowerInvariant()} needs --connection or {ClusterCommandOptions.ConnectionVariable}: the list of silos is kept there"),
            (remote || settings.Connection is null, "--connection goes with --clustering adonet or azure: localhost keeps nothing outside the process"),
            (Named(settings.ClusterId), $"--cluster-id must have 1 to {MaxName} characters: it is a key in the database"),
            (Named(settings.ServiceId), $"--service-id must have 1 to {MaxName} characters: it is a key in the database"),
            (settings.SiloName is null || Named(settings.SiloName), $"--silo-name must have 1 to {MaxName} characters"),
            (!Unusable(settings.Advertise), $"--advertise must be an address that others can reach, not {settings.Advertise}: it is what they are told"),
            (remote || IPAddress.IsLoopback(settings.Advertise), "--advertise goes with --clustering adonet or azure: localhost is one machine"),
            (settings.PrimaryPort == 0 || !remote, "--primary-port goes with --clustering localhost: elsewhere the list of silos names the others"),
            (settings.SiloPort == 0 || settings.SiloPort != settings.GatewayPort, "--silo-port and --gateway-port must differ: each is listened on"),
            (!client || remote || settings.GatewayPort != 0,
                "a gateway on localhost needs --gateway-port, the port that its silo prints at start: there is no list of silos to look in"),
        ];
        return rules.FirstOrDefault(r => !r.Legal).Rule;
    }

    private static bool Named(string name) => name.Length <= MaxName && !string.IsNullOrWhiteSpace(name);

    private static bool Unusable(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.None);
}
