namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>Lists the grains of one assembly; the generator writes one per assembly.</summary>
public interface IGrainManifestProvider
{
    /// <summary>Interfaces with their proxies.</summary>
    IEnumerable<GrainInterfaceDescriptor> Interfaces();

    /// <summary>Grain classes.</summary>
    IEnumerable<GrainClassDescriptor> Classes();
}
