using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>For this host only: its activations are meant to be many.</summary>
public sealed class ActivationWeightTests(ITestOutputHelper output)
{
    private const int Activations = 100_000;

    // Everything that one more grain costs: key, activation, queue, grain object, stored state, timer, directory entry. Measured: see the output.
    private const int MostBytes = 2_000;

    [Fact]
    public async Task GrainWithOneStateAndOneTimer_WeighsLittle()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 1000; i++)
            await cluster.Client.GetGrain<ILeanGrain>("warm" + i).Touch();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Activations; i++)
            await cluster.Client.GetGrain<ILeanGrain>($"node-{i:D8}").Touch();
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Activations;
        output.WriteLine($"{each:F0} bytes per activation with one state and one timer, of {Activations}");
        Assert.InRange(each, 300, MostBytes);
    }
}

internal interface ILeanGrain : IGrainWithStringKey
{
    Task Touch();
}

[GenerateSerializer, Immutable, Alias("test.lean-state")]
internal sealed record LeanState
{
    [Id(0)]
    public int Count { get; init; }
}

internal sealed class LeanGrain([PersistentState("lean")] IPersistentState<LeanState> state, TimeProvider time) : Grain, ILeanGrain
{
    private IGrainTimer? _watch;
    private DateTimeOffset _touched;

    public Task Touch()
    {
        _touched = time.GetUtcNow();
        state.State = state.State with { Count = state.State.Count + 1 };
        _watch ??= this.RegisterGrainTimer(Look, new GrainTimerCreationOptions(TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        return Task.CompletedTask;
    }

    private Task Look() => _touched == default ? Touch() : Task.CompletedTask;
}
