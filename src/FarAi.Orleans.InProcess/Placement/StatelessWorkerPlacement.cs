namespace Orleans.Runtime;

/// <summary>Places workers on the caller's silo where possible.</summary>
internal sealed class StatelessWorkerPlacement : PlacementStrategy
{
    public static StatelessWorkerPlacement Singleton { get; } = new();

    public override bool IsUsingGrainDirectory => false;
}
