namespace Orleans.Configuration;

/// <summary>How calls of a client behave. Accepted; in one process the client is the host and follows <see cref="SiloMessagingOptions"/>.</summary>
public sealed class ClientMessagingOptions : MessagingOptions
{
}
