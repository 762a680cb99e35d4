namespace Orleans.Providers;

/// <summary>Names that providers have when none is given.</summary>
#pragma warning disable CA1707 // The names are Orleans'.
public static class ProviderConstants
{
    /// <summary>The default grain storage.</summary>
    public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";

    /// <summary>The grain storage that keeps stream subscriptions, unless one bears the stream provider's own name.</summary>
    public const string DEFAULT_PUBSUB_PROVIDER_NAME = "PubSubStore";
}
#pragma warning restore CA1707
