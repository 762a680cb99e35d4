using System.Security.Cryptography;
using System.Text;
using FarAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Hosting;

/// <summary>
/// Asks for an API key wherever one is due, and for the operators' key before what is theirs: by path and not by endpoint, so that an
/// endpoint added later is guarded too.
/// </summary>
internal sealed class ApiKeyGuard(IOptions<GatewayOptions> options)
{
    /// <summary>The operators' part of the API, once they have a key.</summary>
    public const string Events = "/farai/v1/events";

    private const string Scheme = "Bearer ";

    // Digests have one length, so that comparing them takes the same time whatever was sent.
    private readonly byte[][] _digests = [.. options.Value.ApiKeys.Select(Digest)];
    private readonly byte[][] _operators = options.Value.AdminKey is { } key ? [Digest(key)] : [];

    /// <summary>Null where the request may pass.</summary>
    public ApiError? Check(HttpRequest request)
    {
        if (_operators.Length > 0 && request.Path.StartsWithSegments(Events))
            return Check(request, _operators, ApiError.NotAnOperator);
        if (!(request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/farai")))
            return null;
        return _digests.Length == 0 ? null : Check(request, _digests, ApiError.Unauthorized);
    }

    private static ApiError? Check(HttpRequest request, byte[][] digests, Func<bool, ApiError> refuse)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return refuse(header.Length > 0);
        var digest = Digest(header[Scheme.Length..].Trim());
        var known = false;
        foreach (var key in digests)
            known |= CryptographicOperations.FixedTimeEquals(key, digest);
        return known ? null : refuse(true);
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
