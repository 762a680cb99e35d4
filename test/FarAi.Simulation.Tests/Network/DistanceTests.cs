using FarAi.Simulation.Engine;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Tests.Network;

public sealed class DistanceTests
{
    [Theory]
    [InlineData("frankfurt", "london", 10, 18)]
    [InlineData("frankfurt", "virginia", 85, 110)]
    [InlineData("london", "tokyo", 140, 235)]
    [InlineData("virginia", "oregon", 50, 75)]
    [InlineData("sydney", "singapore", 85, 110)]
    [InlineData("tokyo", "oregon", 85, 130)]
    public void RoundTrips_AreNearWhatBackbonesShow(string from, string to, double least, double most)
    {
        var network = new SimNetwork(new SimulationKernel(1));
        var there = network.RoundTrip(WorldMap.Of(from), WorldMap.Of(to));
        Assert.InRange(there.TotalMilliseconds, least, most);
        Assert.Equal(there, network.RoundTrip(WorldMap.Of(to), WorldMap.Of(from)));
    }

    [Fact]
    public void GreatCircles_AgreeWithTheLibrarysTrigonometry()
    {
        foreach (var a in WorldMap.Cities)
        {
            foreach (var b in WorldMap.Cities)
            {
                double lat1 = a.Latitude * Math.PI / 180, lat2 = b.Latitude * Math.PI / 180, turn = (b.Longitude - a.Longitude) * Math.PI / 180;
                var expected = 6371 * Math.Acos(Math.Clamp((Math.Sin(lat1) * Math.Sin(lat2)) + (Math.Cos(lat1) * Math.Cos(lat2) * Math.Cos(turn)), -1, 1));
                Assert.Equal(expected, a.DistanceKm(b), 0.01);
            }
        }
    }
}
