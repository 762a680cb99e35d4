namespace FarAi.Simulation.Network;

/// <summary>
/// Cities where data centres and players are. Round trips are estimated from the great-circle distance:
/// light in fibre covers about 204 km per millisecond, and cables are longer than the great circle. A factor of 1.6 on the
/// distance plus 3 ms for the last miles at both ends comes close to what providers publish for their backbones. For comparison,
/// round trips from the public inter-region tables of AWS and Azure (2024): Frankfurt–London 13–16 ms, Frankfurt–Virginia 88–93,
/// London–Tokyo 210–225, Virginia–Oregon 60–68, São Paulo–Virginia 113–118, Sydney–Singapore 92–95, Tokyo–Oregon 90–98.
/// </summary>
public static class WorldMap
{
    /// <summary>All cities.</summary>
    public static IReadOnlyList<City> Cities { get; } =
    [
        new("frankfurt", 50.11, 8.68),
        new("london", 51.51, -0.13),
        new("paris", 48.86, 2.35),
        new("stockholm", 59.33, 18.07),
        new("madrid", 40.42, -3.70),
        new("warsaw", 52.23, 21.01),
        new("istanbul", 41.01, 28.98),
        new("virginia", 39.04, -77.49),
        new("new-york", 40.71, -74.01),
        new("chicago", 41.88, -87.63),
        new("dallas", 32.78, -96.80),
        new("oregon", 45.84, -119.70),
        new("los-angeles", 34.05, -118.24),
        new("toronto", 43.65, -79.38),
        new("sao-paulo", -23.55, -46.63),
        new("santiago", -33.45, -70.67),
        new("johannesburg", -26.20, 28.05),
        new("lagos", 6.52, 3.38),
        new("dubai", 25.20, 55.27),
        new("mumbai", 19.08, 72.88),
        new("singapore", 1.35, 103.82),
        new("hong-kong", 22.32, 114.17),
        new("tokyo", 35.68, 139.69),
        new("seoul", 37.57, 126.98),
        new("sydney", -33.87, 151.21),
    ];

    /// <summary>The city with that name.</summary>
    public static City Of(string name) => Cities.Single(city => city.Name == name);
}
