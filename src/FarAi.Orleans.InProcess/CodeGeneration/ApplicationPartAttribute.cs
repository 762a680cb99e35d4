namespace Orleans;

/// <summary>Names an assembly that holds grains or grain interfaces, so that a host finds it although nothing in it was used yet.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ApplicationPartAttribute(string assemblyName) : Attribute
{
    /// <summary>The assembly's name.</summary>
    public string AssemblyName { get; } = assemblyName;
}
