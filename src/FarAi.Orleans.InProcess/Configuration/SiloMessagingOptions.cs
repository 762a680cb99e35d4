namespace Orleans.Configuration;

/// <summary>How calls made in the host behave.</summary>
public sealed class SiloMessagingOptions : MessagingOptions
{
}
