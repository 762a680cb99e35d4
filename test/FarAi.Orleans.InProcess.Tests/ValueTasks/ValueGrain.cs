namespace FarAi.Orleans.InProcess.Tests.ValueTasks;

internal sealed class ValueGrain(Journal journal) : Grain, IValueGrain
{
    private int _inside;

    public ValueTask<int> Twice(int value) => ValueTask.FromResult(2 * value);

    public async ValueTask<int> TwiceLater(int value)
    {
        await Task.Yield();
        return 2 * value;
    }

    public ValueTask Fail(string message) => throw new InvalidDataException(message);

    public async ValueTask<int> FailLater(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    public async ValueTask<int> Impatient(string gate)
    {
        await journal.Pass(gate);
        return 1;
    }

    public async ValueTask UntilCancelled(CancellationToken cancellation)
    {
        journal.Write("waits");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }

    public async Task<int> SumOfTwice(int width)
    {
        var answers = Enumerable.Range(0, width)
            .Select(i => i % 2 == 0 ? Other(i).Twice(i).AsTask() : Other(i).TwiceLater(i).AsTask())
            .ToArray();
        return (await Task.WhenAll(answers)).Sum();
    }

    public async ValueTask<bool> StaysAlone(int calls)
    {
        var other = Other(0);
        var alone = true;
        for (var i = 0; i < calls; i++)
        {
            await (i % 2 == 0 ? other.Twice(i) : other.TwiceLater(i));
            alone &= Interlocked.Increment(ref _inside) == 1;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref _inside);
        }

        return alone;
    }

    private IValueGrain Other(int number) => GrainFactory.GetGrain<IValueGrain>($"other-{number}");
}
