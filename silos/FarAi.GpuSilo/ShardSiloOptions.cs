using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using FarAi.Cluster;
using FarAi.Core.Models;

namespace FarAi.GpuSilo;

/// <summary>The options by which a trusted operator's machine joins the cluster itself, without the link of untrusted nodes.</summary>
internal sealed class ShardSiloOptions
{
    private readonly Option<bool> _joinCluster = new("--join-cluster") { Description = "Join the cluster as a silo that holds a shard, instead of joining a grid over a link: for trusted operators." };
    private readonly Option<string?> _model = new("--model") { Description = "With --join-cluster: folder of the model." };
    private readonly Option<string?> _modelId = new("--model-id") { Description = "With --join-cluster: the model's id; default: its folder's name." };
    private readonly Option<LayerRange?> _layers = new("--layers") { Description = "With --join-cluster: which layers, as start..end (end not included); default: all.", CustomParser = ParseLayers };
    private readonly ClusterCommandOptions _cluster = ClusterCommandOptions.ForGpuSilo();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_joinCluster, _model, _modelId, _layers])
            command.Options.Add(option);
        _cluster.AddTo(command);
    }

    /// <summary>What to hold and where; null for a node that joins over a link.</summary>
    /// <exception cref="StartFailedException">The options don't go together.</exception>
    public ShardSiloSettings? Read(ParseResult result)
    {
        if (!result.GetValue(_joinCluster))
            return null;
        if (!ClusterHosting.IsCluster)
            throw new StartFailedException(ExitCodes.Usage, $"--join-cluster: {ClusterHosting.NoCluster}");
        var model = result.GetValue(_model)
            ?? throw new StartFailedException(ExitCodes.Usage, "--join-cluster needs --model, the folder of the model whose layers the silo holds");
        return new ShardSiloSettings(_cluster.Read(result), model, result.GetValue(_modelId) ?? ModelName.Of(model), result.GetValue(_layers));
    }

    private static LayerRange? ParseLayers(ArgumentResult result)
    {
        var parts = result.Tokens[0].Value.Split("..");
        if (parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var start) && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var end) && start >= 0 && end > start)
            return new LayerRange(start, end);
        result.AddError($"--layers must be start..end, for example 0..4, not '{result.Tokens[0].Value}'");
        return null;
    }
}
