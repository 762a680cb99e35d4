using FarAi.Cluster;
using FarAi.Core.Models;

namespace FarAi.GpuSilo;

/// <summary>Which shard a GPU silo holds, and in which cluster.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Model">Folder of the model.</param>
/// <param name="ModelId">The model's id.</param>
/// <param name="Layers">Its layers; null for all.</param>
internal sealed record ShardSiloSettings(ClusterSettings Cluster, string Model, string ModelId, LayerRange? Layers);
