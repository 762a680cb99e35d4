using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FarAi.Cluster;
using FarAi.Core.Events;
using FarAi.Core.Triads;
using FarAi.EndToEnd.Fixture;
using FarAi.Gateway.Events;

namespace FarAi.EndToEnd;

/// <summary>What <c>farai events</c> shows while a node process is killed.</summary>
[Collection(nameof(SlowGrid))]
public sealed partial class EventsTests(SlowGrid slow)
{
    private const string Story = "Tell me a story about a fox named Pip and a brass lantern.";

    [Fact]
    public async Task APrimeKilledInMidStream_IsToldFromTheLossToTheFirstToken()
    {
        await slow.Grid.WholeAsync();
        var before = (await slow.Grid.StatusAsync()).Triads.Single();
        var middle = before.Members.Single(m => m.Role == TriadRole.Middle).Address.Node;
        var process = slow.Grid.ProcessOf(middle.Value);
        using var follower = FaraiProcess.Start("events", "--follow", "--last", "1", "--url", slow.Grid.Url.AbsoluteUri);
        await Eventually.IsAsync(() => follower.Output.Length > 0, TimeSpan.FromSeconds(30), () => $"the follower shows nothing: {follower.Error}");

        var killed = false;
        var (text, _, _) = await Asked.StreamAsync(slow.Grid.Chat("4"), Story, Asked.Options(0.8, 3, 150), _ =>
        {
            if (!killed)
                Signals.Send("KILL", process);
            killed = true;
            return Task.CompletedTask;
        });
        await Eventually.IsAsync(() => Timeline().IsMatch(follower.Output), TimeSpan.FromSeconds(20), () => $"no timeline in:\n{follower.Output}{follower.Error}");
        Signals.Send("TERM", follower.Id); // not INT: a job in the background inherits that ignored

        Assert.Equal(Reference.To(Story, 0.8, 3, 150).Text, text);
        Assert.Equal(ExitCodes.Success, await follower.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal("", follower.Error);
        TestContext.Current.TestOutputHelper?.WriteLine(follower.Output);
        InOrder(
            follower.Output, "triad member lost", $"Middle {middle.Brief} is gone", $"begins epoch {before.Epoch + 1}", "triad ready",
            "was opened again after token", "has tokens again", "failed over");
        var timeline = Timeline().Match(follower.Output);
        int[] stages = [.. timeline.Groups.Values.Skip(1).Select(g => int.Parse(g.ValueSpan, CultureInfo.InvariantCulture))];
        Assert.True(stages[0] > before.Epoch, timeline.Value);
        Assert.Equal(1, stages[4]);
        Assert.True(stages[1] <= stages[2] && stages[2] <= stages[3], timeline.Value);
        Assert.InRange(stages[3], 1, 30_000);
    }

    [Fact]
    public async Task EventsAsJson_AreOnePerLineAndNewestLast()
    {
        var (code, output, error) = await FaraiProcess.RunAsync(null, "events", "--json", "--last", "5", "--url", slow.Grid.Url.AbsoluteUri);

        Assert.Equal(("", ExitCodes.Success), (error, code));
        var events = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize(l, GridEventJson.Default.GridEvent)!).ToList();
        Assert.Equal(5, events.Count);
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
        Assert.All(events, e => Assert.NotEqual(GridEventKind.None, e.Kind));
    }

    [Fact]
    public async Task WithoutAGrid_OneLineSaysWhatToDo()
    {
        var (code, _, error) = await FaraiProcess.RunAsync(null, "events", "--follow", "--url", $"http://127.0.0.1:{Grid.FreePort()}");

        Assert.Equal(ExitCodes.Grid, code);
        Assert.Contains("farai up", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static void InOrder(string output, params string[] sentences)
    {
        var at = 0;
        foreach (var sentence in sentences)
        {
            var found = output.IndexOf(sentence, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"'{sentence}' is missing, or comes too early, in:\n{output}");
            at = found;
        }
    }

    [GeneratedRegex(@"epoch (\d+) stored \+(\d+) ms, ready \+(\d+) ms, first token \+(\d+) ms; (\d+) session")]
    private static partial Regex Timeline();
}
