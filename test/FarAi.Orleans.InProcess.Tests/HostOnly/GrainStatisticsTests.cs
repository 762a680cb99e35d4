using FarAi.Orleans.InProcess.Tests.Silos;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: Orleans keeps such counts in its dashboard.</summary>
public sealed class GrainStatisticsTests
{
    private const int Calls = 100;

    [Fact]
    public async Task CallsTimesAndExceptions_AreCountedPerMethod()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var statistics = cluster.Silos[0].ServiceProvider.GetRequiredService<GrainStatistics>();
        var grain = cluster.Client.GetGrain<IMeasuredGrain>("a");
        await grain.Work(TimeSpan.FromMilliseconds(20));
        var before = statistics.Take();
        for (var i = 0; i < Calls; i++)
            await grain.Work(TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<InvalidDataException>(() => grain.Fail());
        var after = statistics.Take();

        var work = Assert.Single(after.Methods, method => method.MethodName == nameof(IMeasuredGrain.Work));
        Assert.Equal(Calls + 1, work.Calls);
        Assert.InRange(work.Timed, Calls / 16, Calls / 4);
        Assert.InRange(work.MeanTime, TimeSpan.FromMilliseconds(0.9), TimeSpan.FromMilliseconds(500));
        Assert.Equal(typeof(IMeasuredGrain).FullName, work.InterfaceName);
        var fail = Assert.Single(after.Since(before), rate => rate.Method.MethodName == nameof(IMeasuredGrain.Fail));
        Assert.Equal(3, fail.Method.Failures);
        Assert.True(fail.CallsPerSecond > 0);
        Assert.Equal(fail.CallsPerSecond, fail.FailuresPerSecond);
        Assert.Equal(1, Assert.Single(after.Activations, entry => entry.GrainType.Contains(nameof(MeasuredGrain), StringComparison.Ordinal)).ActivationCount);
    }
}

internal interface IMeasuredGrain : IGrainWithStringKey
{
    Task Work(TimeSpan time);

    Task Fail();
}

internal sealed class MeasuredGrain(TimeProvider time) : Grain, IMeasuredGrain
{
    public Task Work(TimeSpan span) => Task.Delay(span, time);

    public Task Fail() => throw new InvalidDataException("counted");
}
