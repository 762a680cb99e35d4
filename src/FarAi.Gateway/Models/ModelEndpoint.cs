using System.Text.Json;
using FarAi.Gateway.Errors;
using FarAi.Inference.Catalog;
using Microsoft.AspNetCore.Http;

namespace FarAi.Gateway.Models;

/// <summary>What is served: the list of models, and each by its id.</summary>
internal sealed class ModelEndpoint(ModelCatalog catalog)
{
    public async Task ListAsync(HttpContext context)
    {
        await using (var writer = Begin(context))
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "list"u8);
            writer.WriteStartArray("data"u8);
            foreach (var model in catalog.Models)
                Write(writer, model);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    public async Task GetAsync(HttpContext context)
    {
        // The id may hold slashes (organisation/model), which clients send plain or escaped.
        var id = Uri.UnescapeDataString(context.Request.RouteValues["id"]?.ToString() ?? "");
        if (catalog.Find(id) is not { } model)
        {
            await ApiErrorWriter.WriteAsync(context, ApiError.ModelNotFound(id));
            return;
        }

        await using (var writer = Begin(context))
            Write(writer, model);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static Utf8JsonWriter Begin(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return new Utf8JsonWriter(context.Response.BodyWriter, ApiErrorWriter.JsonOptions);
    }

    private static void Write(Utf8JsonWriter writer, ServedModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, model.Id);
        writer.WriteString("object"u8, "model"u8);
        writer.WriteNumber("created"u8, model.Created.ToUnixTimeSeconds());
        writer.WriteString("owned_by"u8, "far-ai"u8);
        writer.WriteEndObject();
    }
}
