namespace FarAi.Cluster;

/// <summary>Names of the stream provider and of what it needs.</summary>
internal static class GrainStreams
{
    /// <summary>The memory stream provider.</summary>
    public const string Provider = "streams";

    /// <summary>The storage of explicit subscriptions; Orleans fixes the name.</summary>
    public const string SubscriptionStorage = "PubSubStore";
}
