using System.Diagnostics;

namespace FarAi.Orleans.InProcess.Tests;

internal interface ICallerGrain : IGrainWithStringKey
{
    Task<TimeSpan> Call(string callee, int calls);
}

internal sealed class CallerGrain : Grain, ICallerGrain
{
    public async Task<TimeSpan> Call(string callee, int calls)
    {
        var grain = GrainFactory.GetGrain<IEchoGrain>(callee);
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            await grain.Add(i, 1);
        return Stopwatch.GetElapsedTime(start);
    }
}
