namespace FarAi.Orleans.InProcess;

/// <summary>The process's own source.</summary>
internal sealed class SharedPlacementRandom : IPlacementRandom
{
    public int Next(int exclusiveMaximum) => Random.Shared.Next(exclusiveMaximum);
}
