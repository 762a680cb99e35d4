namespace FarAi.Orleans.InProcess.Tests;

internal interface IGuidCompoundGrain : IGrainWithGuidCompoundKey
{
    Task<(Guid Key, string? Extension)> Key();
}

internal interface IIntegerCompoundGrain : IGrainWithIntegerCompoundKey
{
    Task<(long Key, string? Extension)> Key();
}

internal sealed class GuidCompoundGrain : Grain, IGuidCompoundGrain
{
    public Task<(Guid Key, string? Extension)> Key() => Task.FromResult((this.GetPrimaryKey(out var extension), extension));
}

internal sealed class IntegerCompoundGrain : Grain, IIntegerCompoundGrain
{
    public Task<(long Key, string? Extension)> Key() => Task.FromResult((this.GetPrimaryKeyLong(out var extension), extension));
}
