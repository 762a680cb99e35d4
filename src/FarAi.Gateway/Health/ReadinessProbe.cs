using FarAi.Core.Triads;
using FarAi.Gateway.Hosting;
using FarAi.Grains.Regions;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;

namespace FarAi.Gateway.Health;

/// <summary>
/// Whether some model can be served: a triad that holds it is ready. The region is asked at most once per
/// <see cref="GatewayOptions.ReadinessCache"/>, however many ask here.
/// </summary>
internal sealed partial class ReadinessProbe(
    ModelCatalog catalog, IClusterClient grains, GridCalls calls, IOptions<GatewayOptions> options, TimeProvider time, ILogger<ReadinessProbe> logger)
{
    private readonly Lock _gate = new();
    private Task<string?>? _answer;
    private long _askedAt;

    /// <summary>Null where some model can be served, else why none can, in one line.</summary>
    public Task<string?> ProblemAsync()
    {
        lock (_gate)
        {
            if (_answer is null || time.GetElapsedTime(_askedAt) >= options.Value.ReadinessCache)
                (_answer, _askedAt) = (AskAsync(), time.GetTimestamp());
            return _answer;
        }
    }

    private async Task<string?> AskAsync()
    {
        try
        {
            var status = await calls.AskAsync(grains.GetGrain<IRegionGrain>(options.Value.Region).GetStatus, options.Value.StatusTimeout, "region status");
            return Judge(status);
        }
#pragma warning disable CA1031 // The edge between HTTP and the grid: whatever a grain threw, the answer is "not ready", and the log tells why.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoAnswer(logger, exception, options.Value.Region);
            return $"the region '{options.Value.Region}' does not answer";
        }
    }

    private string? Judge(RegionStatus status)
    {
        var serving = status.Triads.Where(t => catalog.Find(t.Model) is not null).ToList();
        if (serving.Any(t => t.Phase == TriadPhase.Ready))
            return null;
        if (serving.Count > 0)
            return string.Join("; ", serving.Select(t => $"triad {t.Triad} is {(t.Phase == TriadPhase.Forming ? "forming" : "waiting for a member")}{(t.Problem is null ? "" : $" ({t.Problem})")}"));
        return status.Nodes.Count == 0
            ? "no node has joined yet"
            : $"no triad has formed yet from {status.Nodes.Count} connected nodes; three Prime nodes are needed";
    }

    [LoggerMessage(1, LogLevel.Warning, "region {Region} gave no status; the gateway reports that it is not ready")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception, string region);
}
