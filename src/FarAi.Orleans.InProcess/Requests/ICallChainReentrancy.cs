namespace Orleans.Runtime;

/// <summary>An activation that lets calls of certain call chains interleave while it is inside a reentrancy section.</summary>
internal interface ICallChainReentrancy
{
    /// <summary>Lets calls of the chain in; counted.</summary>
    void Enter(Guid chain);

    /// <summary>Takes one <see cref="Enter"/> back.</summary>
    void Leave(Guid chain);
}
