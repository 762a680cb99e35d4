namespace Orleans.Runtime;

/// <summary>Makes the states that grains ask for in their constructors.</summary>
public interface IPersistentStateFactory
{
    /// <summary>Makes the state and subscribes its first read to the activation's life.</summary>
    IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config);
}
