namespace FarAi.Orleans.InProcess.CodeGeneration;

/// <summary>One method of a grain interface, numbered so that what is counted per method is found without a search.</summary>
public sealed class GrainMethod(string interfaceName, string name)
{
    private static int s_count;

    /// <summary>The full name of the interface.</summary>
    public string InterfaceName { get; } = interfaceName;

    /// <summary>The method's name.</summary>
    public string Name { get; } = name;

    /// <summary>A small number that no other method of this process has.</summary>
    internal int Index { get; } = Interlocked.Increment(ref s_count) - 1;
}
