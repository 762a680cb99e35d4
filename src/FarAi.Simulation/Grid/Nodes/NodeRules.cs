using FarAi.Core.Nodes;

namespace FarAi.Simulation.Grid;

/// <summary>
/// What simulated nodes do about epochs. Not sealed: a test plants a wrong rule here, to prove that the simulation would find it.
/// </summary>
public class NodeRules
{
    /// <summary>What a node makes of an order: just what it says.</summary>
    public virtual LoadShard Read(LoadShard order) => order;

    /// <summary>Whether a node that obeys one epoch takes an order of another one: never an older.</summary>
    public virtual bool Obeys(long present, long offered) => offered >= present;

    /// <summary>Whether a stage of one epoch serves what belongs to another one: only its own.</summary>
    public virtual bool MayServe(long present, long asked) => asked == present;
}
