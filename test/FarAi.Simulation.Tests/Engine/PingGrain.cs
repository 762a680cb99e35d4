using FarAi.Simulation.Engine;
using Orleans;
using Orleans.Runtime;

namespace FarAi.Simulation.Tests.Engine;

[GrainType("ping")]
public sealed class PingGrain(SimulationKernel kernel, TimeProvider time, [PersistentState("ping")] IPersistentState<PingGrain.Pings> state) : Grain, IPingGrain
{
    private IGrainTimer? _timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(OnTick, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));
        return Task.CompletedTask;
    }

    public async Task<int> Ping(string[] onward, int hops)
    {
        kernel.Note("ping", this.GetPrimaryKeyString(), hops);
        if (hops == 0)
            return 1;
        if (hops % 3 == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(1), time);
        state.State.Count++;
        await state.WriteStateAsync();
        var answers = await Task.WhenAll(onward.Select(key => GrainFactory.GetGrain<IPingGrain>(key + "/" + this.GetPrimaryKeyString()).Ping(onward, hops - 1)));
        return answers.Sum();
    }

    public async Task LeaveTheThread(GrainCancellation gate) => await Task.Run(gate.Done.Set);

    private Task OnTick()
    {
        kernel.Note("tick", this.GetPrimaryKeyString(), state.State.Count);
        return Task.CompletedTask;
    }

    public sealed class Pings
    {
        public int Count { get; set; }
    }
}
