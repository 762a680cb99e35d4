using FarAi.Core.Sessions;

namespace FarAi.Core.Tests.Sessions;

public sealed class RetentionTimeTests
{
    private static readonly DateTimeOffset End = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 600)]
    [InlineData(599, 1)]
    [InlineData(600, 0)]
    [InlineData(100_000, 0)]
    public void Left_CountsFromTheEnd(int secondsSince, int left) =>
        Assert.Equal(TimeSpan.FromSeconds(left), RetentionTime.Left(End, TimeSpan.FromMinutes(10), End.AddSeconds(secondsSince)));

    [Fact]
    public void AnEndThatIsNotKnown_IsNow() => Assert.Equal(TimeSpan.FromMinutes(10), RetentionTime.Left(null, TimeSpan.FromMinutes(10), End));
}
