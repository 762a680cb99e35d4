using System.Runtime.CompilerServices;
using FarAi.Orleans.InProcess.CodeGeneration;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>
/// What a call with a synchronous result allocates, to the byte. For this host only: Orleans serialises its messages and has other
/// costs. Times are in docs/benchmarks.md.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class CallCostTests(ITestOutputHelper output)
{
    private const int Calls = 50_000;

    // The process' own doings (timers, the JIT compiler), spread over the calls.
    private const double Tolerance = 3;

    // What the base library hangs on a task that is awaited under a synchronization context.
    private const int AwaitOfTaskInGrain = 48;

    [Fact]
    public async Task ValueTaskMethod_AllocatesTheRequestOnly()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ICostGrain>("a");
        var request = SizeOfRequest(nameof(ICostGrain.Value));
        AssertBytes(request, await BytesPerCallAsync(() => CallValuesAsync(grain)), "client to grain, ValueTask");
        AssertBytes(request, await BytesPerCallAsync(() => grain.CallValues(Calls)), "grain to grain, ValueTask");
    }

    [Fact]
    public async Task TaskMethod_AllocatesTheRequestAndItsTask_AndInAGrainTheAwait()
    {
        await using var cluster = await TestCluster.StartAsync();
        var grain = cluster.Client.GetGrain<ICostGrain>("a");
        var request = SizeOfRequest(nameof(ICostGrain.Task)) + BytesOf(static () => AsyncTaskMethodBuilder<string?>.Create().Task);
        AssertBytes(request, await BytesPerCallAsync(() => CallTasksAsync(grain)), "client to grain, Task");
        AssertBytes(request + AwaitOfTaskInGrain, await BytesPerCallAsync(() => grain.CallTasks(Calls)), "grain to grain, Task");
    }

    private static async Task CallValuesAsync(ICostGrain grain)
    {
        for (var i = 0; i < Calls; i++)
            await grain.Value("text");
    }

    private static async Task CallTasksAsync(ICostGrain grain)
    {
        for (var i = 0; i < Calls; i++)
            await grain.Task(null);
    }

    // The best of several rounds: whatever else the process does can only add.
    private static async Task<double> BytesPerCallAsync(Func<Task> run)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            // Away from the context of the test, to which every answer would have to return.
            await Task.Run(run);
            best = Math.Min(best, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls);
        }

        return best;
    }

    private static long SizeOfRequest(string method)
    {
        var type = typeof(ICostGrain).Assembly.GetTypes().Single(type =>
            type.IsSubclassOf(typeof(GrainRequest)) && !type.IsAbstract
            && type.DeclaringType?.GetInterfaces().Contains(typeof(ICostGrain)) == true
            && ((GrainRequest)RuntimeHelpers.GetUninitializedObject(type)).GetMethodName() == method);
        return BytesOf(() => RuntimeHelpers.GetUninitializedObject(type));
    }

    private static long BytesOf(Func<object> make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(make());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void AssertBytes(long expected, double measured, string what)
    {
        output.WriteLine($"{what}: {measured:F1} B per call, of which {expected} B are expected");
        Assert.InRange(measured, expected - Tolerance, expected + Tolerance);
    }
}
