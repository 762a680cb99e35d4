namespace FarAi.Grains.Tests.Fixture;

/// <summary>Waits for what other grains bring about.</summary>
internal static class Eventually
{
    public static async Task<T> Is<T>(Func<Task<T>> read, Func<T, bool> holds, string what)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (; ; )
        {
            var value = await read();
            if (holds(value))
                return value;
            try
            {
                await poll.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"never came about: {what}; last seen: {System.Text.Json.JsonSerializer.Serialize(value)}");
            }
        }
    }
}
