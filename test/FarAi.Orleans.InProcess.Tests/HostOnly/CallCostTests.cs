using System.Diagnostics;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans serialises its messages and has other costs.</summary>
public sealed class CallCostTests(ITestOutputHelper output)
{
    private const int Calls = 200_000;

    // The request, its task and the queue's share; a second task or a closure per call would break the bound.
    private const int MostBytesPerCall = 400;

    [Fact]
    public async Task CallWithASynchronousResult_AllocatesLittle()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<IEchoGrain>("a");
        await CallAsync(grain, Calls / 10);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var elapsed = await CallAsync(grain, Calls);
        var perCall = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls;
        output.WriteLine($"client to grain: {elapsed.TotalMicroseconds / Calls:F3} µs and {perCall:F0} B per call");
        Assert.InRange(perCall, 0, MostBytesPerCall);
    }

    [Fact]
    public async Task CallFromGrainToGrain_IsPrinted()
    {
        await using var cluster = await TestCluster.StartAsync();
        var caller = cluster.Client.GetGrain<ICallerGrain>("caller");
        await caller.Call("callee", Calls / 10);
        var elapsed = await caller.Call("callee", Calls);
        output.WriteLine($"grain to grain: {elapsed.TotalMicroseconds / Calls:F3} µs per call");
        Assert.True(elapsed > TimeSpan.Zero);
    }

    private static async Task<TimeSpan> CallAsync(IEchoGrain grain, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < calls; i++)
            await grain.Add(i, 1);
        return Stopwatch.GetElapsedTime(start);
    }
}
