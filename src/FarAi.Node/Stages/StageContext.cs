using FarAi.Inference;
using FarAi.Node.Compute;
using FarAi.Node.Grid;
using Microsoft.Extensions.Logging;

namespace FarAi.Node.Stages;

/// <summary>What a stage works with.</summary>
internal sealed record StageContext(
    StageTerms Terms, IShard Shard, IGridChannel Grid, MemoryBudget Memory, NodeInstruments Instruments, TimeProvider Time, ILogger Logger);
