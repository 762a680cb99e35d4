using System.Text.Json;
using FarAi.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>The commands for people at a terminal.</summary>
[Collection(nameof(SharedGrid))]
public sealed class TerminalTests(SharedGrid shared)
{
    [Fact]
    public async Task Chat_AnswersEachPipedLine_AndTellsItsSpeed()
    {
        var (code, output, error) = await FaraiProcess.RunAsync(
            "Who are you?\n/reset\nWho are you?\n/quit\nnever asked\n", "chat", "--url", shared.Grid.Url.AbsoluteUri, "--temperature", "0", "--max-tokens", "12");
        Assert.Equal("", error);
        Assert.Equal(ExitCodes.Success, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Reference.To("Who are you?", 0, 0, 12).Text, lines[0]);
        Assert.Contains("tokens/s", lines[1], StringComparison.Ordinal);
        Assert.Contains("acceptance", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines[0], lines[2]);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Status_ShowsEveryNode()
    {
        await shared.Grid.WholeAsync();
        var (code, output, _) = await FaraiProcess.RunAsync(null, "status", "--url", shared.Grid.Url.AbsoluteUri);
        Assert.Equal(ExitCodes.Success, code);
        foreach (var node in (await shared.Grid.StatusAsync()).Nodes)
            Assert.Contains(node.Node.Value[..12], output, StringComparison.Ordinal);
        Assert.Contains("ready", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StatusAsJson_IsTheGatewaysOwn()
    {
        var (code, output, _) = await FaraiProcess.RunAsync(null, "status", "--json", "--url", shared.Grid.Url.AbsoluteUri);
        Assert.Equal(ExitCodes.Success, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("ready").GetBoolean());
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("status")]
    public async Task WithoutAGrid_OneLineSaysWhatToDo(string command)
    {
        var (code, _, error) = await FaraiProcess.RunAsync("hello\n", command, "--url", $"http://127.0.0.1:{Grid.FreePort()}");
        Assert.Equal(ExitCodes.Grid, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("farai up", error, StringComparison.Ordinal);
    }
}
