using System.Net;

namespace Orleans.Configuration;

/// <summary>The silo's place on the network. The in-process host opens no port; address and port only make up the silo's address.</summary>
public sealed class EndpointOptions
{
    /// <summary>The address; default loopback.</summary>
    public IPAddress AdvertisedIPAddress { get; set; } = IPAddress.Loopback;

    /// <summary>The port; default 11111.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>The clients' port in Orleans, default 30000; without effect here.</summary>
    public int GatewayPort { get; set; } = 30000;
}
