namespace Orleans.Core;

/// <summary>Stored state of a known type.</summary>
public interface IStorage<TState> : IStorage
{
    /// <summary>The state in memory; nothing is stored until it is written.</summary>
    TState State { get; set; }
}
