using System.CommandLine;
using FarAi.ControlSilo;

namespace FarAi.Cli.Grid;

/// <summary>The options of every command that talks to a running grid.</summary>
internal sealed class GridOptions
{
    private readonly Option<string> _url = new("--url") { Description = "The grid's address.", DefaultValueFactory = _ => "http://127.0.0.1:8080" };

    private readonly Option<string?> _apiKey = new("--api-key") { Description = "The key that the grid asks for; also FARAI_API_KEY." };

    public void AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_apiKey);
    }

    /// <summary>A client of the grid that the user named.</summary>
    /// <param name="result">What the user typed.</param>
    /// <param name="key">A key that goes before the API key; null where the command has none of its own.</param>
    public GridClient Client(ParseResult result, string? key = null)
    {
        var text = result.GetRequiredValue(_url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new StartFailedException(ExitCodes.Usage, $"--url must be an http or https address, not '{text}'");
        var slashed = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
        return new GridClient(slashed, key ?? result.GetValue(_apiKey) ?? Environment.GetEnvironmentVariable("FARAI_API_KEY"));
    }
}
