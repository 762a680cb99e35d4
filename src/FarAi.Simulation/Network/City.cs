using FarAi.Simulation.Engine;

namespace FarAi.Simulation.Network;

/// <summary>A place on the map.</summary>
/// <param name="Name">For people; also the name of the region, in lower case.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
public sealed record City(string Name, double Latitude, double Longitude)
{
    private const double EarthRadiusKm = 6371.0;
    private const double Degree = Math.PI / 180;

    /// <summary>Great-circle distance, kilometres (haversine formula).</summary>
    public double DistanceKm(City other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var north = PureMath.Sin((other.Latitude - Latitude) * Degree / 2);
        var east = PureMath.Sin((other.Longitude - Longitude) * Degree / 2);
        var squareOfHalfChord = (north * north) + (PureMath.Cos(Latitude * Degree) * PureMath.Cos(other.Latitude * Degree) * east * east);
        return 2 * EarthRadiusKm * PureMath.Asin(Math.Min(1, Math.Sqrt(squareOfHalfChord)));
    }
}
