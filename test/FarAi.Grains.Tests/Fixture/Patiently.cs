using FarAi.Grains.Sessions;
using Orleans.Runtime;

namespace FarAi.Grains.Tests.Fixture;

/// <summary>Calls as gateways make them: nobody tells a client that the silo behind a call died, so it asks again.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Once = TimeSpan.FromSeconds(1);

    public static async Task<T> Ask<T>(Func<Task<T>> call)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call().WaitAsync(Once);
            }
            catch (Exception exception) when (IsInterruption(exception) && attempt < 30)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Tokens from an index on to the end, whatever breaks on the way.</summary>
    public static async Task<List<int>> ReadAll(ISessionGrain session, int from = 0)
    {
        var tokens = new List<int>();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await Read(session, from, tokens) is not { } error)
                    return tokens;
                Assert.Fail(error);
            }
            catch (Exception exception) when (IsInterruption(exception) && attempt < 60)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task<string?> Read(ISessionGrain session, int from, List<int> tokens)
    {
        using var leave = new CancellationTokenSource();
        var chunks = session.Read(from + tokens.Count, leave.Token).GetAsyncEnumerator(leave.Token);
        try
        {
            while (await chunks.MoveNextAsync().AsTask().WaitAsync(Once))
            {
                Assert.Equal(from + tokens.Count, chunks.Current.First);
                tokens.AddRange(chunks.Current.Tokens);
                if (chunks.Current.IsLast)
                    return chunks.Current.Error;
            }

            return "the stream ended before its last chunk";
        }
        finally
        {
            await leave.CancelAsync(); // not disposed: that would wait for a silo that may be dead
        }
    }

    private static bool IsInterruption(Exception exception) =>
        exception is TimeoutException or OrleansException or EnumerationAbortedException or OperationCanceledException;
}
