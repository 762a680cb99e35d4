namespace FarAi.Orleans.InProcess.Tests;

internal interface IEchoGrain : IGrainWithStringKey
{
    Task<string> Key();

    Task<T1Record> Record(T1Record value);

    ValueTask<int> Add(int a, int b);

    ValueTask Nothing();

    Task Fail(string message);

    Task FailAtOnce(string message);

    Task<string?> Maybe(string? value);

    Task<int> Overloaded(int value);

    Task<string> Overloaded(string value);
}

internal interface IEchoTwin : IGrainWithStringKey
{
    Task<string> Twin();
}

internal interface IGuidGrain : IGrainWithGuidKey
{
    Task<Guid> Key();
}

internal interface IIntegerGrain : IGrainWithIntegerKey
{
    Task<long> Key();
}

internal interface IOrphanGrain : IGrainWithStringKey
{
    Task Call();
}

[GenerateSerializer, Immutable, Alias("test.t1")]
internal sealed record T1Record([property: Id(0)] string Name, [property: Id(1)] int Number);

[GrainType("echo-explicit")]
internal sealed class EchoGrain : Grain, IEchoGrain, IEchoTwin
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<T1Record> Record(T1Record value) => Task.FromResult(value);

    public ValueTask<int> Add(int a, int b) => ValueTask.FromResult(a + b);

    public ValueTask Nothing() => ValueTask.CompletedTask;

    public async Task Fail(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    public Task FailAtOnce(string message) => throw new InvalidDataException(message);

    public Task<string?> Maybe(string? value) => Task.FromResult(value);

    public Task<int> Overloaded(int value) => Task.FromResult(value);

    public Task<string> Overloaded(string value) => Task.FromResult(value);

    public Task<string> Twin() => Task.FromResult("twin of " + this.GetPrimaryKeyString());
}

internal sealed class GuidGrain : Grain, IGuidGrain
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());
}

internal sealed class IntegerGrain : Grain, IIntegerGrain
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}
