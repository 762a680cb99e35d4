using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IStreamGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Numbers(int count);

    /// <summary>Yields 0, waits for the gate, yields 1; writes "finally" at its end.</summary>
    IAsyncEnumerable<int> Gated(string gate, CancellationToken cancellation = default);

    IAsyncEnumerable<int> FailAfter(int count);

    Task<int> Produced();

    Task Leave();

    Task<bool> RanInActivation();
}

internal sealed class StreamGrain(Journal journal, IGrainContextAccessor accessor) : Grain, IStreamGrain
{
    private int _produced;
    private bool _outside;

    public async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 7 == 3)
                await Task.Yield();
            _outside |= accessor.GrainContext != GrainContext;
            _produced++;
            yield return i;
        }
    }

    public async IAsyncEnumerable<int> Gated(string gate, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        try
        {
            yield return 0;
            journal.Write("waiting " + gate);
            await journal.Pass(gate).WaitAsync(cancellation);
            yield return 1;
        }
        finally
        {
            journal.Write("finally " + gate);
        }
    }

    public async IAsyncEnumerable<int> FailAfter(int count)
    {
        for (var i = 0; i < count; i++)
            yield return i;
        await Task.Yield();
        throw new InvalidDataException("the end");
    }

    public Task<int> Produced() => Task.FromResult(_produced);

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<bool> RanInActivation() => Task.FromResult(!_outside);
}
