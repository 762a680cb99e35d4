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

    /// <summary>
    /// Whose sessions the request's are: a fingerprint of its API key; empty where none is asked for. Not the digest that keys are
    /// compared by: this one is stored with sessions.
    /// </summary>
    public string OwnerOf(HttpRequest request) =>
        _digests.Length == 0 ? "" : Convert.ToHexStringLower(Digest("farai session owner\n" + Presented(request)).AsSpan(0, 16));

    /// <summary>
    /// Whether the request may read a session of that owner. Where no keys are set the session's id is all that protects it: 64 random
    /// bits, which only its client was told.
    /// </summary>
    public bool MayRead(HttpRequest request, string owner) =>
        _digests.Length == 0 || CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(owner), Encoding.ASCII.GetBytes(OwnerOf(request)));

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
        if (Presented(request) is not { } key)
            return refuse(request.Headers.Authorization.ToString().Length > 0);
        var digest = Digest(key);
        var known = false;
        foreach (var one in digests)
            known |= CryptographicOperations.FixedTimeEquals(one, digest);
        return known ? null : refuse(true);
    }

    private static string? Presented(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
