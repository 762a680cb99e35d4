using System.Text.Json;

namespace FarAi.Gateway.Tests.Fixtures;

/// <summary>Reading answers.</summary>
internal static class Answers
{
    /// <summary>The error object of an OpenAI-shaped answer; fails where the shape differs.</summary>
    public static async Task<(int Status, string Message, string Type, string? Param, string? Code)> ErrorAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = Assert.Single(document.RootElement.EnumerateObject());
        Assert.Equal("error", error.Name);
        Assert.Equal(["message", "type", "param", "code"], error.Value.EnumerateObject().Select(p => p.Name));
        string? Field(string name) => error.Value.GetProperty(name).GetString();
        return ((int)response.StatusCode, Field("message")!, Field("type")!, Field("param"), Field("code"));
    }

    public static string Header(this HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
