using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Node.Grid;

/// <summary>The way to the grid. Never blocks; what is sent while no link stands is dropped, because the grid then opens sessions again.</summary>
internal interface IGridChannel
{
    /// <summary>Reports an event.</summary>
    void Send(NodeEvent report);

    /// <summary>Reports a verdict.</summary>
    void Send(Verdict verdict);
}
