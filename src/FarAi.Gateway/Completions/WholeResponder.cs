using System.Text;
using System.Text.Json;
using FarAi.Gateway.Errors;
using FarAi.Gateway.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Completions;

/// <summary>Answers with one JSON object once the generation has ended.</summary>
internal sealed class WholeResponder(CommittedTokens tokens, IOptions<GatewayOptions> options)
{
    public async Task RespondAsync(HttpContext context, Generation generation, TokenClock clock)
    {
        var text = new StringBuilder();
        await foreach (var chunk in tokens.Read(generation.Session, generation.First, context.RequestAborted).WithCancellation(context.RequestAborted))
        {
            clock.OnChunk(chunk);
            text.Append(chunk.Text);
            if (!chunk.IsLast)
                continue;
            if (generation.FaultOf(chunk, generation.First, options.Value.RetryAfter) is { } error)
            {
                await ApiErrorWriter.WriteAsync(context, error);
                return;
            }

            var usage = generation.UsageOf(chunk);
            var response = context.Response;
            response.ContentType = "application/json; charset=utf-8";
            response.Headers.CacheControl = "no-store";
            response.Headers[RouteHeaders.Route] = generation.RouteWith(usage);
            await using (var writer = new Utf8JsonWriter(response.BodyWriter, ApiErrorWriter.JsonOptions))
                CompletionJson.WriteWhole(writer, generation.Identity, text.ToString(), chunk.Finish, usage);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
    }
}
