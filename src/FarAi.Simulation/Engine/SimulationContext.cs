namespace FarAi.Simulation.Engine;

/// <summary>
/// Keeps async code outside of grains inside the simulation: what follows an await is a step of the kernel. A context with a name
/// is one actor: its callbacks run in order of arrival, never two at once.
/// </summary>
public sealed class SimulationContext : SynchronizationContext, IThreadPoolWorkItem
{
    private readonly SimulationKernel _kernel;
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _waiting = new();

    internal SimulationContext(SimulationKernel kernel, string name)
    {
        _kernel = kernel;
        Name = name;
    }

    /// <summary>Whose it is.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!_kernel.IsOwnThread($"a continuation of {Name} came back"))
            return;
        _waiting.Enqueue((d, state));
        if (_waiting.Count == 1)
            _kernel.MakeReady(this);
    }

    /// <summary>Runs an action as a step of this actor.</summary>
    public void Post(Action action) => Post(static state => ((Action)state!)(), action);

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A step can't be waited for synchronously; use Post.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    void IThreadPoolWorkItem.Execute()
    {
        var (callback, state) = _waiting.Peek();
        SetSynchronizationContext(this);
        try
        {
            callback(state);
        }
        finally
        {
            // Taken only now: what is posted meanwhile must not run inside this step.
            _waiting.Dequeue();
            if (_waiting.Count > 0)
                _kernel.MakeReady(this);
        }
    }
}
