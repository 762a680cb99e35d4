namespace Orleans.Providers;

/// <summary>Says where a <see cref="Grain{TGrainState}"/> keeps its state; without it, in the default storage.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StorageProviderAttribute : Attribute
{
    /// <summary>The storage's name; default: <see cref="ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME"/>.</summary>
    public string ProviderName { get; set; } = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
}
