using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests;

internal interface IChainGrain : IGrainWithStringKey
{
    Task<string> CallYourselfThrough(string other, bool allow);

    [ResponseTimeout("00:00:00.300")]
    Task<string> CallBack(string key);

    Task<string> Answer();

    Task<string?> ColourThrough(string other);

    Task<string?> Colour();

    Task SetColour(string colour);
}

internal sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<string> CallYourselfThrough(string other, bool allow)
    {
        var callee = GrainFactory.GetGrain<IChainGrain>(other);
        if (!allow)
            return await callee.CallBack(this.GetPrimaryKeyString());
        using var section = RequestContext.AllowCallChainReentrancy();
        return await callee.CallBack(this.GetPrimaryKeyString());
    }

    public Task<string> CallBack(string key) => GrainFactory.GetGrain<IChainGrain>(key).Answer();

    public Task<string> Answer() => Task.FromResult(this.GetPrimaryKeyString() + " answered");

    public async Task<string?> ColourThrough(string other) => await GrainFactory.GetGrain<IChainGrain>(other).Colour();

    public Task<string?> Colour() => Task.FromResult(RequestContext.Get("colour") as string);

    public Task SetColour(string colour)
    {
        RequestContext.Set("colour", colour);
        return Task.CompletedTask;
    }
}
