using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace FarAi.ControlSilo;

/// <summary>
/// Lets through who presents the admin key: programs as <c>Authorization: Bearer key</c>, browsers as the password of the
/// dialogue that they show for <c>Basic</c> (any user name).
/// </summary>
internal sealed class AdminKeyGuard(string? key)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    // Digests have one length, so that comparing them takes the same time whatever was sent.
    private readonly byte[]? _digest = key is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (_digest is null)
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "The operators' pages are closed: start with --admin-key or FARAI_ADMIN_KEY.");
        if (Presented(context.Request.Headers.Authorization.ToString()) is not { } presented)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"FAR AI operators\", charset=\"UTF-8\"";
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "This page asks for the admin key, as a password or as Authorization: Bearer …");
        }

        if (!CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(presented))))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"FAR AI operators\", charset=\"UTF-8\"";
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "That is not the admin key.");
        }

        return next(context);
    }

    private static string? Presented(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return header[Bearer.Length..].Trim();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return null;
        var encoded = header[Basic.Length..].Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    private static Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaTypeNames.Text.Plain;
        return context.Response.WriteAsync(sentence, context.RequestAborted);
    }
}
