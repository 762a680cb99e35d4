namespace FarAi.Gateway.Hosting;

/// <summary>The bounded name under which an endpoint is counted.</summary>
/// <param name="Name">Snake case.</param>
internal sealed record EndpointLabel(string Name);
