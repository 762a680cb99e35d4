namespace FarAi.EndToEnd.Fixture;

/// <summary>Waits for what other processes bring about.</summary>
internal static class Eventually
{
    public static async Task IsAsync(Func<Task<bool>> holds, TimeSpan within, Func<string> otherwise)
    {
        using var deadline = new CancellationTokenSource(within);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            try
            {
                await poll.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"not within {within.TotalSeconds:0} s: {otherwise()}");
            }
        }
    }

    public static Task IsAsync(Func<bool> holds, TimeSpan within, Func<string> otherwise) => IsAsync(() => Task.FromResult(holds()), within, otherwise);
}
