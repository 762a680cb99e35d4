namespace Orleans.TestingHost;

/// <summary>What tells one silo of a test cluster from another.</summary>
public sealed class InProcessTestSiloSpecificOptions
{
    /// <summary>The port in the silo's address; nothing listens there.</summary>
    public int SiloPort { get; set; }

    /// <summary>The gateway port in Orleans; without effect here.</summary>
    public int GatewayPort { get; set; }

    /// <summary>The silo's name.</summary>
    public string SiloName { get; set; } = string.Empty;
}
