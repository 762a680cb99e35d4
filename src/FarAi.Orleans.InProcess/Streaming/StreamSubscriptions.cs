namespace FarAi.Orleans.InProcess;

/// <summary>The explicit subscriptions of a stream, as they are stored.</summary>
internal sealed record StreamSubscriptions
{
    public IReadOnlyList<StreamSubscriptionRecord> Consumers { get; init; } = [];
}
