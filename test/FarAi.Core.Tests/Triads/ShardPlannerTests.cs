using FarAi.Core.Models;
using FarAi.Core.Triads;

namespace FarAi.Core.Tests.Triads;

public sealed class ShardPlannerTests
{
    [Fact]
    public void EqualMembers_GetEqualLoads()
    {
        var cut = ShardPlanner.Plan(TriadFixtures.Shape, [1000, 1000, 1000]);

        Assert.Equal([new(0, 2), new(2, 4), new(4, 6)], cut!);
    }

    [Fact]
    public void ABigMember_GetsMostLayers()
    {
        var cut = ShardPlanner.Plan(TriadFixtures.Shape, [200, 2000, 200])!;

        Assert.Equal(4, cut[1].Count);
    }

    [Fact]
    public void NoCutFits_IsNull() => Assert.Null(ShardPlanner.Plan(TriadFixtures.Shape, [100, 1000, 1000]));

    [Fact]
    public void FewerThanThreeLayers_IsNull() => Assert.Null(ShardPlanner.Plan(new ModelShape([1, 1], 0, 0, 8), [100, 100, 100]));

    [Fact]
    public void RandomCases_AreContiguousAndAsGoodAsAnyOtherCut()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var shape = new ModelShape([.. Enumerable.Range(0, random.Next(3, 12)).Select(_ => (long)random.Next(1, 100))], random.Next(100), random.Next(100), 8);
            long[] memory = [random.Next(50, 600), random.Next(50, 600), random.Next(50, 600)];
            var cut = ShardPlanner.Plan(shape, memory);
            var best = AllCuts(shape.LayerBytes.Count).Min(c => Load(shape, c, memory));

            if (cut is null)
            {
                Assert.True(best > 1);
                continue;
            }

            Assert.Equal((0, cut[0].End, cut[1].End, shape.LayerBytes.Count), (cut[0].Start, cut[1].Start, cut[2].Start, cut[2].End));
            Assert.All(cut, range => Assert.True(range.Count >= 1));
            Assert.Equal(best, Load(shape, cut, memory), 8);
        }
    }

    private static double Load(ModelShape shape, IReadOnlyList<LayerRange> cut, long[] memory) =>
        cut.Select((range, i) => ShardPlanner.BytesOf(shape, range) / (double)memory[i]).Max();

    private static IEnumerable<LayerRange[]> AllCuts(int layers) =>
        from first in Enumerable.Range(1, layers - 2)
        from second in Enumerable.Range(first + 1, layers - first - 1)
        select new LayerRange[] { new(0, first), new(first, second), new(second, layers) };
}
