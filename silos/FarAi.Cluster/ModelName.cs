namespace FarAi.Cluster;

/// <summary>The id that a model has where nobody chose one; silos and gateways must agree on it.</summary>
public static class ModelName
{
    /// <summary>The folder's name; of <c>name/target</c> the name.</summary>
    public static string Of(string folder)
    {
        var full = new DirectoryInfo(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return full.Name == "target" && full.Parent is { } parent ? parent.Name : full.Name;
    }
}
