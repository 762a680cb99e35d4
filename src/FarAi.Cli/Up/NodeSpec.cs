using System.Globalization;

namespace FarAi.Cli.Up;

/// <summary>A node that <c>farai up</c> runs as a child process.</summary>
/// <param name="Name">Its name on the console and of its data folder.</param>
/// <param name="Layer">scout or prime.</param>
/// <param name="Arguments">The command line after the executable.</param>
internal sealed record NodeSpec(string Name, string Layer, IReadOnlyList<string> Arguments)
{
    /// <summary>The nodes of a grid, scouts first.</summary>
    public static IReadOnlyList<NodeSpec> Of(UpSettings settings) =>
    [
        .. Enumerable.Range(1, settings.Draft is null ? 0 : settings.Scouts).Select(i => Of(settings, "scout", i)),
        .. Enumerable.Range(1, settings.Primes).Select(i => Of(settings, "prime", i)),
    ];

    private static NodeSpec Of(UpSettings settings, string layer, int number)
    {
        var name = $"{layer}-{number}";
        List<string> arguments =
        [
            "node", "--join", $"ws://{settings.Endpoint}/link", "--layer", layer,
            "--data", Path.Combine(settings.Data, "nodes", name), "--exit-with-parent",
        ];
        if (settings.LinkDelayMs > 0)
            arguments.AddRange(["--link-delay-ms", settings.LinkDelayMs.ToString(CultureInfo.InvariantCulture)]);
        if (settings.DraftErrorRate > 0 && layer == "scout")
            arguments.AddRange(["--draft-error-rate", settings.DraftErrorRate.ToString(CultureInfo.InvariantCulture)]);
        return new NodeSpec(name, layer, arguments);
    }
}
