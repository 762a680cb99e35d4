using System.Text.Json;
using FarAi.Core.Routing;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Health;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Nodes;
using FarAi.Grains.Regions;
using FarAi.Inference.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Gateway.Status;

/// <summary>What <c>farai status</c> and the progress display of <c>farai up</c> show.</summary>
internal sealed partial class StatusEndpoint(
    ModelCatalog catalog, IClusterClient grains, ReadinessProbe readiness, IOptions<GatewayOptions> options, GridCalls calls, ILogger<StatusEndpoint> logger)
{
    /// <summary>Nodes are asked in groups of this many: a large grid must not be flooded by its own status page.</summary>
    private const int NodesAtOnce = 64;

    public async Task GetAsync(HttpContext context)
    {
        if (await RegionAsync() is not { } region)
        {
            await ApiErrorWriter.WriteAsync(context, ApiError.Unavailable(
                $"The region '{options.Value.Region}' does not answer. Sessions that run are not touched; ask again after the time in Retry-After.", options.Value.RetryAfter));
            return;
        }

        var problem = await readiness.ProblemAsync();
        var nodes = new List<NodeStatus>(region.Nodes.Count);
        foreach (var group in region.Nodes.Chunk(NodesAtOnce))
            nodes.AddRange(await Task.WhenAll(group.Select(NodeAsync)));
        var status = new GridStatus(
            region.Region, problem is null, problem, region.Sessions,
            [.. catalog.Models.Select(m => new GridModel(
                m.Id, m.Target.Digest, m.Draft?.Model, m.Shape.MaxPositions, m.Shape.LayerBytes.Count, m.Shape.LayerBytes.Sum() + m.Shape.EmbeddingBytes + m.Shape.OutputBytes))],
            [.. region.Triads.Select(t => new GridTriad(t.Triad, t.Model, t.Phase, t.Epoch, t.Members, t.Standbys, t.Mirrored ?? [], t.Problem, t.Standby))],
            nodes);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.BodyWriter, status, GridStatusJson.Default.GridStatus, context.RequestAborted);
    }

    private async Task<RegionStatus?> RegionAsync()
    {
        try
        {
            return await calls.AskAsync(grains.GetGrain<IRegionGrain>(options.Value.Region).GetStatus, options.Value.StatusTimeout, "region status");
        }
#pragma warning disable CA1031 // The edge between HTTP and the grid: whatever a grain threw, the operator is told that the region doesn't answer.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoAnswer(logger, exception, options.Value.Region);
            return null;
        }
    }

    private async Task<NodeStatus> NodeAsync(RegionNode node)
    {
        try
        {
            return await calls.AskAsync(grains.GetGrain<INodeGrain>(node.Node.Value).GetStatus, options.Value.StatusTimeout, "node status");
        }
#pragma warning disable CA1031 // One node that doesn't answer must not hide the others; its line says so.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoAnswer(logger, exception, node.Node.Value);
            return new NodeStatus(node.Node, true, node.Layer, null, null, null, node.DraftModel, null, "its grain does not answer");
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Grain} gave no status")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, string grain);
}
