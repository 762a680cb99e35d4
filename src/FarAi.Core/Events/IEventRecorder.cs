namespace FarAi.Core.Events;

/// <summary>Takes what happens to the log of its region. Returns at once and never fails: an event may be lost, its cause must not suffer.</summary>
public interface IEventRecorder
{
    /// <summary>Records events of one region in their order.</summary>
    void Record(params IReadOnlyList<GridEvent> events);
}
