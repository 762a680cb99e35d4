namespace FarAi.Orleans.InProcess.Tests;

internal static class ManualTimeExtensions
{
    /// <summary>
    /// Moves time on until a task has ended: what reacts to a clock is armed and runs in turns of its own, and Orleans looks for
    /// overdue calls only once a second.
    /// </summary>
    public static async Task AdvanceUntilAsync(this ManualTime time, TimeSpan step, Func<bool> reached)
    {
        for (var i = 0; i < 100_000 && !reached(); i++)
        {
            time.Advance(step);
            await Task.Yield();
        }

        Assert.True(reached(), "time has gone on long enough");
    }
}
