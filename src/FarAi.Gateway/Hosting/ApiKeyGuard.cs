using System.Security.Cryptography;
using System.Text;
using FarAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Hosting;

/// <summary>
/// Asks for an API key wherever one is due: by path and not by endpoint, so that an endpoint added later is guarded too.
/// </summary>
internal sealed class ApiKeyGuard(IOptions<GatewayOptions> options)
{
    private const string Scheme = "Bearer ";

    // Digests have one length, so that comparing them takes the same time whatever was sent.
    private readonly byte[][] _digests = [.. options.Value.ApiKeys.Select(k => SHA256.HashData(Encoding.UTF8.GetBytes(k)))];

    /// <summary>Null where the request may pass.</summary>
    public ApiError? Check(HttpRequest request)
    {
        if (_digests.Length == 0 || !(request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/farai")))
            return null;
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return ApiError.Unauthorized(presented: header.Length > 0);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()));
        var known = false;
        foreach (var key in _digests)
            known |= CryptographicOperations.FixedTimeEquals(key, digest);
        return known ? null : ApiError.Unauthorized(presented: true);
    }
}
