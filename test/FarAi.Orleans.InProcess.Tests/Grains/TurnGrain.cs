using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace FarAi.Orleans.InProcess.Tests;

internal interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Writes "in", waits for the gate, writes "out".</summary>
    Task Hold(string name);

    [AlwaysInterleave]
    Task HoldInterleaved(string name);

    [ReadOnly]
    Task HoldReadOnly(string name);

    /// <summary>Raises a counter without a lock, across awaits that let other turns in.</summary>
    Task<int> CountUp(int steps);

    /// <summary>The largest number of turns seen at once.</summary>
    Task<int> MostAtOnce();

    Task<bool> StaysAfterAwait();

    Task Block(string name);

    Task Append(int number);

    /// <summary>Appends 0, 1, 2… to another grain's numbers, without waiting in between.</summary>
    Task AppendTo(ITurnGrain other, int count);

    [AlwaysInterleave]
    Task<List<int>> Appended();
}

internal interface IReentrantGrain : ITurnGrain;

internal interface IPredicateGrain : ITurnGrain;

internal abstract class TurnGrainBase(Journal journal) : Grain, ITurnGrain
{
    private readonly List<int> _appended = [];
    private int _counter;
    private int _inside;
    private int _most;

    public async Task Hold(string name)
    {
        journal.Write("in " + name);
        await journal.Pass(name);
        journal.Write("out " + name);
    }

    public Task HoldInterleaved(string name) => Hold(name);

    public Task HoldReadOnly(string name) => Hold(name);

    public async Task<int> CountUp(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            _inside++;
            _most = Math.Max(_most, _inside);
            var before = _counter;
            Thread.SpinWait(50);
            _counter = before + 1;
            _inside--;
            await Task.Yield();
        }

        return _counter;
    }

    public Task<int> MostAtOnce() => Task.FromResult(_most);

    public async Task<bool> StaysAfterAwait()
    {
        var accessor = ServiceProvider.GetRequiredService<IGrainContextAccessor>();
        var mine = accessor.GrainContext;
        await Task.Yield();
        var afterYield = ReferenceEquals(mine, accessor.GrainContext);
        await Task.Delay(1);
        var afterDelay = ReferenceEquals(mine, accessor.GrainContext);
        return mine is not null && afterYield && afterDelay && ReferenceEquals(mine, GrainContext);
    }

    public Task Block(string name)
    {
        journal.Write("in " + name);
        journal.Pass(name).GetAwaiter().GetResult();
        return Task.CompletedTask;
    }

    public Task Append(int number)
    {
        _appended.Add(number);
        return Task.CompletedTask;
    }

    public Task AppendTo(ITurnGrain other, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(other.Append));

    public Task<List<int>> Appended() => Task.FromResult(_appended.ToList());
}

internal sealed class TurnGrain(Journal journal) : TurnGrainBase(journal);

[Reentrant]
internal sealed class ReentrantGrain(Journal journal) : TurnGrainBase(journal), IReentrantGrain;

[MayInterleave(nameof(IsPolite))]
internal sealed class PredicateGrain(Journal journal) : TurnGrainBase(journal), IPredicateGrain
{
    public static bool IsPolite(IInvokable request) =>
        request.GetMethodName() == nameof(Hold) && request.GetArgument(0) is string name && name.StartsWith("polite", StringComparison.Ordinal);
}
