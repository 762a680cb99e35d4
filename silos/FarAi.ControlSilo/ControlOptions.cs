using System.CommandLine;
using System.Net;
using FarAi.Cluster;
using FarAi.Core.Triads;
using FarAi.Grains.Hosting;

namespace FarAi.ControlSilo;

/// <summary>The command-line options of a process of the control plane.</summary>
internal sealed class ControlOptions(ControlParts parts)
{
    private readonly Option<IPAddress> _listen = new("--listen")
    {
        Description = "Address to answer on; one that other machines reach needs --api-key.",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result =>
        {
            if (IPAddress.TryParse(result.Tokens[0].Value, out var address))
                return address;
            result.AddError($"'{result.Tokens[0].Value}' is no IP address");
            return null;
        },
    };

    private readonly Option<int> _port = BoundedOption.Create("--port", "The port of HTTP.", 8080, 1, 65535);
    private readonly Option<bool> _noGateway = new("--no-gateway") { Description = "Run grains only; gateways are processes of their own (farai gateway). HTTP is answered, for health, only where --port is given." };
    private readonly Option<string> _model = new("--model") { Description = "Folder of the target model.", Required = true };
    private readonly Option<string?> _draft = new("--draft") { Description = "Folder of the draft model." };
    private readonly Option<string?> _data = new("--data") { Description = "Folder for state, and for the gateway's key; without it they are kept in memory." };
    private readonly Option<string?> _token = new("--token") { Description = "Secret with which nodes join; also FARAI_TOKEN." };
    private readonly Option<string[]> _apiKey = new("--api-key") { Description = "Key that clients must present; may be repeated; also FARAI_API_KEY." };
    private readonly Option<string?> _adminKey = new("--admin-key") { Description = "Key of the operators' pages under /dashboard; also FARAI_ADMIN_KEY." };
    private readonly Option<StandbyPolicy> _standby = new("--standby") { Description = "What standbys do: 'hot' ones compute beside the members and take a lost one's place at once, 'warm' ones only hold the weights, 'cold' ones (default) wait." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Log information, not only warnings." };
    private readonly ClusterCommandOptions _cluster = parts == ControlParts.Gateway ? ClusterCommandOptions.ForClient() : ClusterCommandOptions.ForControlSilo();

    /// <summary>Puts them on a command, with the action that runs the process.</summary>
    public T On<T>(T command)
        where T : Command
    {
        foreach (var option in (Option[])[_listen, _port, _model, _draft, _data, _token, _apiKey, _adminKey, _verbose])
            command.Options.Add(option);
        if (parts != ControlParts.Gateway)
        {
            command.Options.Add(_noGateway);
            command.Options.Add(_standby);
        }

        _cluster.AddTo(command);
        command.SetAction((result, stop) => ControlSiloCommand.RunAsync(Read(result), result, stop));
        return command;
    }

    private ControlSiloOptions Read(ParseResult result)
    {
        var cluster = _cluster.Read(result);
        var running = parts != ControlParts.Gateway && result.GetValue(_noGateway) ? ControlParts.Silo : parts;
        if (running == ControlParts.Silo && !ClusterHosting.IsCluster)
            throw new StartFailedException(ExitCodes.Usage, $"--no-gateway: {ClusterHosting.NoCluster}");
        var token = result.GetValue(_token) ?? Environment.GetEnvironmentVariable("FARAI_TOKEN");
        if (running.HasFlag(ControlParts.Gateway) && string.IsNullOrEmpty(token))
            throw new StartFailedException(ExitCodes.Usage, "nodes need a secret to join: give it with --token or FARAI_TOKEN");
        string[] keys = result.GetValue(_apiKey) ?? [];
        if (keys.Length == 0 && Environment.GetEnvironmentVariable("FARAI_API_KEY") is { Length: > 0 } key)
            keys = [key];
        var adminKey = result.GetValue(_adminKey) ?? Environment.GetEnvironmentVariable("FARAI_ADMIN_KEY");
        return new ControlSiloOptions
        {
            Parts = running,
            Cluster = cluster,
            Address = result.GetRequiredValue(_listen),
            Port = running == ControlParts.Silo && result.GetResult(_port) is null or { Implicit: true } ? 0 : result.GetRequiredValue(_port),
            Model = result.GetRequiredValue(_model),
            Draft = result.GetValue(_draft),
            Data = result.GetValue(_data),
            EnrolmentToken = token ?? "",
            ApiKeys = keys,
            AdminKey = string.IsNullOrEmpty(adminKey) ? null : adminKey,
            Standby = parts == ControlParts.Gateway ? StandbyPolicy.Cold : result.GetValue(_standby),
            Verbose = result.GetValue(_verbose),
        };
    }
}
