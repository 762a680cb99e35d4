namespace FarAi.EndToEnd.Fixture;

/// <summary>The route that the gateway named last: <c>triad=…; epoch=…; scout=…</c>.</summary>
internal sealed class RouteRecorder
{
    public string? Last { get; set; }

    /// <summary>One part of it, or null.</summary>
    public string? Part(string name) => Last?.Split(';', StringSplitOptions.TrimEntries)
        .Select(p => p.Split('=', 2)).Where(p => p.Length == 2 && p[0] == name).Select(p => p[1]).FirstOrDefault();
}
