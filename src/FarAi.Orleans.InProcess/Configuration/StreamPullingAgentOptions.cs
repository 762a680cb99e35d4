namespace Orleans.Configuration;

/// <summary>How streams deliver. Only <see cref="MaxEventDeliveryTime"/> has an effect here: events are delivered as they come, without polling.</summary>
public sealed class StreamPullingAgentOptions
{
    /// <summary>How long an event that its listener refuses is delivered again and again; default one minute. Must be positive.</summary>
    public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Batches per delivery in Orleans; without effect here.</summary>
    public int BatchContainerBatchSize { get; set; } = 1;

    /// <summary>The polling period in Orleans; without effect here.</summary>
    public TimeSpan GetQueueMsgsTimerPeriod { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Without effect here.</summary>
    public TimeSpan InitQueueTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Without effect here: a stream's grain is collected like any other.</summary>
    public TimeSpan StreamInactivityPeriod { get; set; } = TimeSpan.FromMinutes(30);
}
