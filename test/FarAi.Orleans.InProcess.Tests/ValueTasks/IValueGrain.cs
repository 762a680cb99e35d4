using Orleans.Concurrency;

namespace FarAi.Orleans.InProcess.Tests.ValueTasks;

internal interface IValueGrain : IGrainWithStringKey
{
    ValueTask<int> Twice(int value);

    ValueTask<int> TwiceLater(int value);

    ValueTask Fail(string message);

    ValueTask<int> FailLater(string message);

    [ResponseTimeout("00:00:00.150")]
    ValueTask<int> Impatient(string gate);

    ValueTask UntilCancelled(CancellationToken cancellation);

    /// <summary>Asks <paramref name="width"/> others at once and adds what they say.</summary>
    Task<int> SumOfTwice(int width);

    /// <summary>Calls another one again and again; true if no other turn ever ran beside this one's.</summary>
    [AlwaysInterleave]
    ValueTask<bool> StaysAlone(int calls);
}
