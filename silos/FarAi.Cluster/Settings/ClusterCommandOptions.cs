using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace FarAi.Cluster;

/// <summary>The command-line options by which a process joins a cluster; each may come from an environment variable instead.</summary>
public sealed class ClusterCommandOptions
{
    /// <summary>The environment variable of the connection string, which a command line would show to every user of the machine.</summary>
    public const string ConnectionVariable = "FARAI_CONNECTION";

    private readonly Option<string?> _clustering = new("--clustering") { Description = "How processes find each other: localhost (default), adonet (PostgreSQL) or azure; also FARAI_CLUSTERING." };
    private readonly Option<string?> _connection = Connection();
    private readonly Option<string?> _clusterId = new("--cluster-id") { Description = "Name of the cluster; default farai; also FARAI_CLUSTER_ID." };
    private readonly Option<string?> _serviceId = new("--service-id") { Description = "Name under which state is kept; default farai; also FARAI_SERVICE_ID." };
    private readonly Option<int> _siloPort = BoundedOption.Create("--silo-port", "Port for other silos, 0 takes a free one.", 0, 0, 65535);
    private readonly Option<int> _gatewayPort = BoundedOption.Create("--gateway-port", "Port for gateway processes, 0 takes a free one.", 0, 0, 65535);
    private readonly Option<int> _primaryPort = BoundedOption.Create("--primary-port", "Silo port of the first silo of this machine, for a second one with --clustering localhost.", 0, 0, 65535);
    private readonly Option<IPAddress?> _advertise;
    private readonly Option<string?> _siloName = new("--silo-name") { Description = "Name of this silo in logs and on the dashboard." };
    private readonly IReadOnlyList<Option> _all;
    private readonly bool _client;

    private ClusterCommandOptions(bool client, bool control, string advertise)
    {
        _client = client;
        _advertise = new(advertise) { Description = "Address of this machine that other machines are told; default 127.0.0.1.", CustomParser = ParseAddress };
        _all =
        [
            _clustering, _connection, _clusterId, _serviceId,
            .. (Option[])(client ? [] : [_siloPort, _primaryPort, _advertise, _siloName]),
            .. (Option[])(control ? [_gatewayPort] : []),
        ];
    }

    /// <summary>Those of a control silo.</summary>
    public static ClusterCommandOptions ForControlSilo() => new(client: false, control: true, "--advertise");

    /// <summary>Those of a GPU silo, which answers no gateways; a node's <c>--advertise</c> is another thing.</summary>
    public static ClusterCommandOptions ForGpuSilo() => new(client: false, control: false, "--silo-advertise");

    /// <summary>Those of a gateway process.</summary>
    public static ClusterCommandOptions ForClient() => new(client: true, control: true, "--advertise");

    /// <summary>The option <c>--connection</c> alone.</summary>
    public static Option<string?> Connection() => new("--connection") { Description = $"Connection string of the database; better {ConnectionVariable}, which other users can't see." };

    /// <summary>What <c>--connection</c> or its variable says; null where neither does.</summary>
    public static string? ConnectionOf(ParseResult result, Option<string?> option)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Text(result, option, ConnectionVariable);
    }

    /// <summary>Puts the options on a command.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (var option in _all)
            command.Options.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="StartFailedException">It breaks a rule, or this build has no such host.</exception>
    public ClusterSettings Read(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var settings = new ClusterSettings();
        settings = settings with
        {
            Clustering = Kind(Text(result, _clustering, "FARAI_CLUSTERING")),
            Connection = Text(result, _connection, ConnectionVariable),
            ClusterId = Text(result, _clusterId, "FARAI_CLUSTER_ID") ?? settings.ClusterId,
            ServiceId = Text(result, _serviceId, "FARAI_SERVICE_ID") ?? settings.ServiceId,
            GatewayPort = _all.Contains(_gatewayPort) ? result.GetValue(_gatewayPort) : 0,
        };
        if (!_client)
        {
            settings = settings with
            {
                SiloPort = result.GetValue(_siloPort),
                PrimaryPort = result.GetValue(_primaryPort),
                Advertise = result.GetValue(_advertise) ?? settings.Advertise,
                SiloName = Text(result, _siloName, "FARAI_SILO_NAME"),
            };
        }

        // A connection in the environment is for whoever needs it; only one on the command line contradicts localhost.
        if (settings.Clustering == ClusteringKind.Localhost && result.GetResult(_connection) is null or { Implicit: true })
            settings = settings with { Connection = null };
        if (!ClusterHosting.IsCluster && (_client || settings != new ClusterSettings()))
            throw new StartFailedException(ExitCodes.Usage, ClusterHosting.NoCluster);
        return ClusterSettingsRules.Broken(settings, _client) is { } rule ? throw new StartFailedException(ExitCodes.Usage, rule) : settings;
    }

    private static ClusteringKind Kind(string? text) => text?.ToLowerInvariant() switch
    {
        null or "localhost" => ClusteringKind.Localhost,
        "adonet" => ClusteringKind.AdoNet,
        "azure" => ClusteringKind.Azure,
        _ => throw new StartFailedException(ExitCodes.Usage, $"--clustering must be localhost, adonet or azure, not '{text}'"),
    };

    private static string? Text(ParseResult result, Option<string?> option, string variable) =>
        result.GetValue(option) ?? (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null);

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
            return address;
        result.AddError($"--advertise must be an IP address, not '{result.Tokens[0].Value}'");
        return null;
    }
}
