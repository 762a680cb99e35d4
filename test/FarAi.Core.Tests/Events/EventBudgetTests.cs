using FarAi.Core.Events;
using static FarAi.Core.Tests.Events.Happened;

namespace FarAi.Core.Tests.Events;

public sealed class EventBudgetTests
{
    [Fact]
    public void MoreThanABurst_IsRefusedAndCounted_AndTheRateComesBack()
    {
        var budget = new EventBudget(perSecond: 10, burst: 3);

        Assert.True(budget.Take(2, At(0)));
        Assert.False(budget.Take(2, At(0)), "all of them or none");
        Assert.True(budget.Take(1, At(0)));
        Assert.False(budget.Take(1, At(99)));
        Assert.True(budget.Take(1, At(100)));
        Assert.Equal(3, budget.TakeRefused());
        Assert.Equal(0, budget.TakeRefused());
    }

    [Fact]
    public void LongQuiet_SavesNoMoreThanABurst()
    {
        var budget = new EventBudget(perSecond: 10, burst: 3);
        Assert.True(budget.Take(1, At(0)));

        Assert.False(budget.Take(4, At(1_000_000)));
        Assert.True(budget.Take(3, At(1_000_000)));
    }

    [Fact]
    public void ClockThatGoesBack_GivesNothing()
    {
        var budget = new EventBudget(perSecond: 10, burst: 1);
        Assert.True(budget.Take(1, At(1000)));

        Assert.False(budget.Take(1, At(0)));
        Assert.False(budget.Take(1, At(1000)));
        Assert.True(budget.Take(1, At(1100)));
    }
}
