using FarAi.Core.Triads;

namespace FarAi.Core.Tests.Triads;

/// <summary>Hedges are rare.</summary>
public sealed class HedgeBudgetTests
{
    [Fact]
    public void AFewAtOnce_ThenTwoInAHundredRounds()
    {
        var budget = new HedgeBudget();
        for (var i = 0; i < HedgeBudget.Burst; i++)
            Assert.True(budget.TryTake());
        Assert.False(budget.TryTake());

        var taken = 0;
        for (var round = 0; round < 10_000; round++)
        {
            budget.OnRound();
            if (budget.TryTake())
                taken++;
        }

        Assert.Equal(200, taken);
    }

    [Fact]
    public void QuietTimes_AreNoCreditForALongOverload()
    {
        var budget = new HedgeBudget();
        for (var round = 0; round < 100_000; round++)
            budget.OnRound();
        var taken = 0;
        while (budget.TryTake())
            taken++;
        Assert.Equal(HedgeBudget.Burst, taken);
    }
}
