using Microsoft.Extensions.Hosting;

namespace Orleans.TestingHost;

/// <summary>How a test cluster is made.</summary>
public sealed class InProcessTestClusterOptions
{
    /// <summary>The cluster's name.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The service's name.</summary>
    public string ServiceId { get; set; } = "default";

    /// <summary>Silos that DeployAsync starts; default 2.</summary>
    public short InitialSilosCount { get; set; } = 2;

    /// <summary>Whether DeployAsync makes the client; default true.</summary>
    public bool InitializeClientOnDeploy { get; set; } = true;

    /// <summary>Accepted and without effect: placement filters are always applied here. With Orleans' default, true, they are not.</summary>
    public bool AssumeHomogenousSilosForTesting { get; set; } = true;

    /// <summary>Accepted and without effect.</summary>
    public bool ConfigureFileLogging { get; set; } = true;

    /// <summary>Accepted and without effect.</summary>
    public bool UseRealEnvironmentStatistics { get; set; }

    /// <summary>Accepted and without effect.</summary>
    public bool GatewayPerSilo { get; set; } = true;

    /// <summary>What is done to each silo's application, in order.</summary>
    public List<Action<InProcessTestSiloSpecificOptions, IHostApplicationBuilder>> SiloHostConfigurationDelegates { get; } = [];

    /// <summary>What is done to the client's application, in order.</summary>
    public List<Action<IHostApplicationBuilder>> ClientHostConfigurationDelegates { get; } = [];
}
