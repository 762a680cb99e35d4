using System.Globalization;
using FarAi.ControlSilo;
using FarAi.Core.Nodes;
using FarAi.Gateway.Status;
using FarAi.Inference.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Cli.Up;

/// <summary>What is printed once a grid is ready: where it is and a line to try.</summary>
internal static class Announcement
{
    public static void Write(TextWriter output, UpSettings settings, IServiceProvider services, GridStatus status, TimeSpan took)
    {
        var model = services.GetRequiredService<ModelCatalog>().Models[0];
        var url = settings.Url.AbsoluteUri.TrimEnd('/');
        var standbys = status.Triads.Sum(t => t.Standbys.Count);
        var scouts = status.Nodes.Count(n => n.Layer == SwarmLayer.Scout);
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FAR AI is ready at {url}  ({status.Nodes.Count} nodes, {took.TotalSeconds:0.0} s, grain host: {ControlSiloHost.GrainHost})"));
        foreach (var triad in status.Triads)
        {
            var shards = string.Join(", ", triad.Members.Select(m => $"{m.Role.ToString().ToLowerInvariant()} layers {m.Layers}"));
            output.WriteLine($"  model {triad.Model}: {shards}; {standbys} standing by; {scouts} scouts draft");
        }

        output.WriteLine();
        output.WriteLine("Try it:");
        output.WriteLine($"  {Curl(url, model, settings.ApiKeys.Count > 0)}");
        output.WriteLine($"  {Executable} chat{(settings.Port == 8080 ? "" : $" --url {url}")}");
        output.WriteLine();
        output.WriteLine("Ctrl-C stops everything.");
        output.Flush();
    }

    private static string Executable =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" || AppContext.BaseDirectory.Contains("artifacts", StringComparison.Ordinal)
            ? "dotnet run --project src/FarAi.Cli --"
            : "farai";

    // A model without a chat template continues a text instead of answering a message.
    private static string Curl(string url, ServedModel model, bool key)
    {
        var header = key ? " -H \"authorization: Bearer $FARAI_API_KEY\"" : "";
        return model.ChatTemplate is null
            ? $"curl -N {url}/v1/completions -H 'content-type: application/json'{header} -d '{{\"model\":\"{model.Id}\",\"stream\":true,\"max_tokens\":200,\"prompt\":\"Once upon a time\"}}'"
            : $"curl -N {url}/v1/chat/completions -H 'content-type: application/json'{header} -d '{{\"model\":\"{model.Id}\",\"stream\":true,\"messages\":[{{\"role\":\"user\",\"content\":\"Tell me a story about a fox named Pip and a brass lantern.\"}}]}}'";
    }
}
