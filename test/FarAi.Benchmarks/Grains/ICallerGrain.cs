using Orleans;

namespace FarAi.Benchmarks;

internal interface ICallerGrain : IGrainWithStringKey
{
    /// <summary>Calls one grain, each call after the answer to the one before.</summary>
    Task Sequential(int calls);

    /// <summary>As <see cref="Sequential"/>, by the method that returns a Task.</summary>
    Task SequentialTasks(int calls);

    /// <summary>Calls <paramref name="width"/> grains at once and awaits all, so many times.</summary>
    Task FanOut(int width, int times);
}
