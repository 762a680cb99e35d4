namespace Orleans.Configuration;

/// <summary>The cluster's names. Defaults are those of Orleans.</summary>
public sealed class ClusterOptions
{
    /// <summary>The name of the deployment; default "default".</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The name of the application; stored state belongs to it. Default "default".</summary>
    public string ServiceId { get; set; } = "default";
}
