using FarAi.Core.Models;
using FarAi.Core.Triads;

namespace FarAi.Simulation.Grid;

/// <summary>Layers of a model in a machine's memory, and the thread that computes on them.</summary>
internal sealed class LoadedShard(SimulatedModel model, LayerRange layers, ComputeQueue queue, TimeSpan readyAt)
{
    public SimulatedModel Model { get; } = model;

    public LayerRange Layers { get; } = layers;

    public ComputeQueue Queue { get; } = queue;

    /// <summary>When the weights are read from the drive.</summary>
    public TimeSpan ReadyAt { get; } = readyAt;

    public long Bytes { get; } = ShardPlanner.BytesOf(model.Served.Shape, layers);

    /// <summary>Keys and values in single precision, as the real node keeps them.</summary>
    public long CacheBytesPerLayerAndPosition { get; } = 2L * model.Served.Config.KeyValueSize * sizeof(float);
}
