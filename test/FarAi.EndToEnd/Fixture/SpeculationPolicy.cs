using System.ClientModel.Primitives;

namespace FarAi.EndToEnd.Fixture;

/// <summary>Adds the gateway's extension header to each request of the official client, and keeps the route that it answers with.</summary>
internal sealed class SpeculationPolicy(string? speculation, RouteRecorder? routes) : PipelinePolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Mark(message);
        ProcessNext(message, pipeline, currentIndex);
        Keep(message);
    }

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Mark(message);
        await ProcessNextAsync(message, pipeline, currentIndex);
        Keep(message);
    }

    private void Mark(PipelineMessage message)
    {
        if (speculation is not null)
            message.Request.Headers.Set("x-farai-speculation", speculation);
    }

    private void Keep(PipelineMessage message)
    {
        if (routes is not null && message.Response?.Headers.TryGetValue("x-farai-route", out var route) == true)
            routes.Last = route;
    }
}
