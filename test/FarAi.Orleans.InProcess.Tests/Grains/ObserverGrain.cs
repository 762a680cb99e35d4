namespace FarAi.Orleans.InProcess.Tests;

internal interface ITestObserver : IGrainObserver
{
    void Told(string what);

    Task<int> Asked(int number);

    [ResponseTimeout("00:00:00.300")]
    Task<int> AskedBriefly(int number);
}

internal interface IObservedGrain : IGrainWithStringKey
{
    Task Tell(ITestObserver observer, int times);

    Task<int> Ask(ITestObserver observer, int number);

    Task<int> AskBriefly(ITestObserver observer, int number);
}

internal sealed class ObservedGrain : Grain, IObservedGrain
{
    public Task Tell(ITestObserver observer, int times)
    {
        for (var i = 0; i < times; i++)
            observer.Told($"{i}");
        return Task.CompletedTask;
    }

    public Task<int> Ask(ITestObserver observer, int number) => observer.Asked(number);

    public Task<int> AskBriefly(ITestObserver observer, int number) => observer.AskedBriefly(number);
}

internal sealed class TestObserver(Journal journal) : ITestObserver
{
    public void Told(string what) => journal.Write(what);

    public async Task<int> Asked(int number)
    {
        await Task.Yield();
        return number >= 0 ? number * 2 : throw new ArgumentOutOfRangeException(nameof(number));
    }

    public Task<int> AskedBriefly(int number) => Asked(number);
}
