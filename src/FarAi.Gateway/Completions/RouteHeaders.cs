namespace FarAi.Gateway.Completions;

/// <summary>The names of the gateway's own response headers.</summary>
internal static class RouteHeaders
{
    /// <summary>The request, for logs and support.</summary>
    public const string RequestId = "x-request-id";

    /// <summary>The session that generates.</summary>
    public const string Session = "x-farai-session";

    /// <summary>Where it runs: <c>triad=…; epoch=…; scout=…</c>, at the end also <c>; accepted=…; drafted=…</c>.</summary>
    public const string Route = "x-farai-route";
}
