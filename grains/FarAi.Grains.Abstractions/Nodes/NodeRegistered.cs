using FarAi.Core.Nodes;
using Orleans;

namespace FarAi.Grains.Nodes;

/// <summary>A node is admitted.</summary>
/// <param name="Connection">Number of this connection; later reports name it.</param>
/// <param name="Admission">What the node is told.</param>
[GenerateSerializer, Immutable, Alias("farai.NodeRegistered")]
public sealed record NodeRegistered([property: Id(0)] long Connection, [property: Id(1)] NodeAdmission Admission);
