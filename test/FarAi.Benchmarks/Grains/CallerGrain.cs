using Orleans;

namespace FarAi.Benchmarks;

/// <summary>A grain that calls others.</summary>
[GrainType("bench-caller")]
internal sealed class CallerGrain : Grain, ICallerGrain
{
    public async Task Sequential(int calls)
    {
        var callee = GrainFactory.GetGrain<IEchoGrain>("callee");
        for (var i = 0; i < calls; i++)
            await callee.Echo(Message.Sample);
    }

    public async Task SequentialTasks(int calls)
    {
        var callee = GrainFactory.GetGrain<IEchoGrain>("callee");
        for (var i = 0; i < calls; i++)
            await callee.EchoTask(Message.Sample);
    }

    public async Task FanOut(int width, int times)
    {
        var callees = new IEchoGrain[width];
        for (var i = 0; i < width; i++)
            callees[i] = GrainFactory.GetGrain<IEchoGrain>($"callee-{i}");
        var answers = new Task<Message>[width];
        for (var time = 0; time < times; time++)
        {
            for (var i = 0; i < width; i++)
                answers[i] = callees[i].Echo(Message.Sample).AsTask();
            await Task.WhenAll(answers);
        }
    }
}
