namespace FarAi.Orleans.InProcess.Tests.HostOnly;

internal interface ICostGrain : IGrainWithStringKey
{
    ValueTask<string> Value(string text);

    Task<string?> Task(string? text);

    Task CallValues(int calls);

    Task CallTasks(int calls);
}

internal sealed class CostGrain : Grain, ICostGrain
{
    public ValueTask<string> Value(string text) => ValueTask.FromResult(text);

    // A null is no new task, so what is counted is the host's.
    public Task<string?> Task(string? text) => System.Threading.Tasks.Task.FromResult(text);

    public async Task CallValues(int calls)
    {
        var other = GrainFactory.GetGrain<ICostGrain>("other");
        for (var i = 0; i < calls; i++)
            await other.Value("text");
    }

    public async Task CallTasks(int calls)
    {
        var other = GrainFactory.GetGrain<ICostGrain>("other");
        for (var i = 0; i < calls; i++)
            await other.Task(null);
    }
}
