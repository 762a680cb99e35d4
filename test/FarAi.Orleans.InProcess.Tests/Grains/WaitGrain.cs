using Orleans.Concurrency;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IWaitGrain : IGrainWithStringKey
{
    [ResponseTimeout("00:00:00.150")]
    Task Impatient(string gate);

    Task Patient(string gate);

#pragma warning disable CA1068 // A token may stand anywhere, and that is what is tested.
    Task UntilCancelled(CancellationToken cancellation, string name);
#pragma warning restore CA1068

    [OneWay]
    Task Forget(string gate);

    [OneWay]
    Task ForgetAndFail();
}

internal sealed class WaitGrain(Journal journal) : Grain, IWaitGrain
{
    public Task Impatient(string gate) => Patient(gate);

    public async Task Patient(string gate)
    {
        journal.Write("in " + gate);
        await journal.Pass(gate);
        journal.Write("out " + gate);
    }

    public async Task UntilCancelled(CancellationToken cancellation, string name)
    {
        journal.Write("in " + name);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        }
        catch (OperationCanceledException)
        {
            journal.Write("cancelled " + name);
            throw;
        }
    }

    public Task Forget(string gate) => Patient(gate);

    public Task ForgetAndFail() => throw new InvalidDataException("nobody hears this");
}
