using FarAi.Core.Triads;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>Node processes are killed with SIGKILL while a stream runs.</summary>
[Collection(nameof(SlowGrid))]
public sealed class NodeLostTests(SlowGrid slow)
{
    private const string Story = "Tell me a story about a fox named Pip and a brass lantern.";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task AScoutKilledInMidStream_ChangesNothing(int scout)
    {
        await slow.Grid.WholeAsync();
        var folder = slow.Grid.NodeFolders().Where(f => f.Contains("scout", StringComparison.Ordinal)).ElementAt(scout);
        // Two sessions at once take both scouts, whichever the router likes better.
        var killed = false;
        await Task.WhenAll(StoryAsync(1), StoryAsync(2));
        Assert.True(killed, "neither of two sessions at once was drafted for by this scout");

        async Task StoryAsync(int seed)
        {
            var routes = new RouteRecorder();
            var expected = Reference.To(Story, 0.8, seed, 150);
            var (text, usage, _) = await Asked.StreamAsync(slow.Grid.Chat("4", routes: routes), Story, Asked.Options(0.8, seed, 150), so =>
            {
                if (!killed && so.Length > 40 && Signals.WithArgument(folder) is [var process] && slow.Grid.ProcessOf(routes.Part("scout")!) == process)
                {
                    killed = true;
                    Signals.Send("KILL", process);
                }

                return Task.CompletedTask;
            });
            Assert.Equal(expected.Text, text);
            Assert.Equal(expected.Tokens, usage!.OutputTokenCount);
        }
    }

    [Theory]
    [InlineData(TriadRole.Head)]
    [InlineData(TriadRole.Middle)]
    [InlineData(TriadRole.Tail)]
    public async Task APrimeKilledInMidStream_TheStandbyGoesOnExactly(TriadRole role)
    {
        await slow.Grid.WholeAsync();
        var member = (await slow.Grid.StatusAsync()).Triads.Single().Members.Single(m => m.Role == role);
        var process = slow.Grid.ProcessOf(member.Address.Node.Value);
        var expected = Reference.To(Story, 0.8, 3, 150);
        var killed = false;
        var (text, usage, _) = await Asked.StreamAsync(slow.Grid.Chat("4"), Story, Asked.Options(0.8, 3, 150), _ =>
        {
            if (!killed)
                Signals.Send("KILL", process);
            killed = true;
            return Task.CompletedTask;
        });
        Assert.True(killed);
        Assert.Equal(expected.Text, text);
        Assert.Equal(expected.Tokens, usage!.OutputTokenCount);
    }
}
