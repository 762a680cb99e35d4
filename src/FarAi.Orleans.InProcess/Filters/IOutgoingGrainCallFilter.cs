namespace Orleans;

/// <summary>Sees calls where they are made, before they are sent and after their answer.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Handles one call; <see cref="IGrainCallContext.Invoke"/> goes on to the next filter or sends the call.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}
