namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>Points the host to an assembly's generated manifest.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainManifestProviderAttribute(Type provider) : Attribute
{
    /// <summary>A type that implements <see cref="IGrainManifestProvider"/>.</summary>
    public Type Provider { get; } = provider;
}
