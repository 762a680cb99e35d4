namespace FarAi.Orleans.InProcess;

/// <summary>The chance in placement. A simulation registers a seeded source in the silos' and clients' services before UseOrleans.</summary>
public interface IPlacementRandom
{
    /// <summary>A number from 0 to below <paramref name="exclusiveMaximum"/>, which is at least 1. Called from any thread.</summary>
    int Next(int exclusiveMaximum);
}
