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
        // Whichever scout drafts for a session: the other one's turn comes with another session.
        for (var seed = 1; ; seed++)
        {
            Assert.True(seed <= 20, "the router never chose this scout in twenty sessions");
            var routes = new RouteRecorder();
            var killed = false;
            var (text, usage, _) = await Asked.StreamAsync(slow.Grid.Chat("4", routes: routes), Story, Asked.Options(0.8, seed, 150), _ => KillOnce());
            Assert.Equal(Reference.To(Story, 0.8, seed, 150).Text, text);
            Assert.Equal(Reference.To(Story, 0.8, seed, 150).Tokens, usage!.OutputTokenCount);
            if (killed)
                return;

            Task KillOnce()
            {
                if (!killed && Signals.WithArgument(folder) is [var process] && slow.Grid.ProcessOf(routes.Part("scout")!) == process)
                {
                    killed = true;
                    Signals.Send("KILL", process);
                }

                return Task.CompletedTask;
            }
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
