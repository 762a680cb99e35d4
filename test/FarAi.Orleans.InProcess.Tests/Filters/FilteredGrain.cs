using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Filters;

internal interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> Join(int number, string text);

    Task<string> Join(string text, int number);

    Task Touch();

    Task<int> Fail(string why);

    Task<string?> ContextValue(string key);

    Task<string> JoinThrough(string other, int number, string text);

    Task<int> FailThrough(string other, string why);

    IAsyncEnumerable<int> Numbers(int count);
}

internal sealed class FilteredGrain(Journal journal) : Grain, IFilteredGrain
{
    public async Task<string> Join(int number, string text)
    {
        await Task.Yield();
        return $"{number}{text}";
    }

    public Task<string> Join(string text, int number) => Task.FromResult($"{text}{number}");

    public Task Touch()
    {
        journal.Write("touched");
        return Task.CompletedTask;
    }

    public Task<int> Fail(string why) => throw new InvalidDataException(why);

    public Task<string?> ContextValue(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string> JoinThrough(string other, int number, string text) => GrainFactory.GetGrain<IFilteredGrain>(other).Join(number, text);

    public Task<int> FailThrough(string other, string why) => GrainFactory.GetGrain<IFilteredGrain>(other).Fail(why);

    public async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}

internal interface IOwnFilterGrain : IGrainWithStringKey
{
    Task<string> Say(string word);
}

/// <summary>A grain with a filter of its own.</summary>
internal sealed class OwnFilterGrain(Journal journal) : Grain, IOwnFilterGrain, IIncomingGrainCallFilter
{
    public Task<string> Say(string word)
    {
        journal.Write("method");
        return Task.FromResult(word);
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        journal.Write("own before");
        await context.Invoke();
        journal.Write("own after");
        context.Result = $"<{context.Result}>";
    }
}
