namespace Orleans;

/// <summary>Sees calls before and after a grain runs them: registered for all grains, or implemented by a grain class for its own.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles one call; <see cref="IGrainCallContext.Invoke"/> goes on to the next filter or the grain.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}
