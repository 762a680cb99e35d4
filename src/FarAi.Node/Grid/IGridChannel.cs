using FarAi.Core.Nodes;
using FarAi.Core.Speculation;

namespace FarAi.Node.Grid;

/// <summary>The way to the grid. Never blocks. While no link stands reports wait, as long as the grid may come back; verdicts are dropped, because the grid asks for those that it lacks.</summary>
internal interface IGridChannel
{
    /// <summary>Reports an event.</summary>
    void Send(NodeEvent report);

    /// <summary>Reports a verdict.</summary>
    void Send(Verdict verdict);
}
