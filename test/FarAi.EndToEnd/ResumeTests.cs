using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>Clients lose their connection in mid-stream and go on with <c>Last-Event-ID</c>.</summary>
[Collection(nameof(SlowGrid))]
public sealed class ResumeTests(SlowGrid slow, ITestOutputHelper output) : IDisposable
{
    private const string Story = "Tell me a story about a fox named Pip and a brass lantern.";

    // Hangs up at once: the default reads on for a while, to use the connection again.
    private readonly HttpClient _http = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = slow.Grid.Url, Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConnectionThatBreaksAgainAndAgain_LosesAndRepeatsNothing(bool detach)
    {
        await slow.Grid.WholeAsync();
        var expected = Reference.To(Story, 0.8, 11, 100);
        var stream = new ResumableStream(Story, 0.8, 11, 100, detach);
        var connections = 0;
        for (; !stream.IsDone && connections < 30; connections++)
            Assert.True(await stream.ReadAsync(_http, pieces: connections < 5 ? 3 : int.MaxValue) == 200, stream.Error);
        Assert.Equal((expected.Text, expected.Ended ? "stop" : "length"), (stream.Text, stream.Finish));
        Assert.Equal((expected.PromptTokens, expected.Tokens), stream.Usage);
        Assert.InRange(connections, 2, 6); // fewer than six where a detached generation ended while nobody read it
    }

    [Fact]
    public async Task AClientThatLeaves_FreesTheNodesAtOnce_AndADetachedOneDoesNot()
    {
        await slow.Grid.WholeAsync();
        var stream = new ResumableStream(Story, 0.8, 12, 150);
        await stream.ReadAsync(_http, pieces: 3);
        var left = Stopwatch.GetTimestamp();
        await Eventually.IsAsync(
            async () => (await SessionAsync(stream)).State == "cancelled", TimeSpan.FromSeconds(10), () => "the session is not cancelled");
        var took = Stopwatch.GetElapsedTime(left);
        var (_, tokens) = await SessionAsync(stream);
        output.WriteLine($"cancelled {took.TotalMilliseconds:0} ms after the client hung up (polled every 50 ms), {tokens - stream.Next} tokens after the last that it read");
        Assert.InRange(tokens, 3, 149);
        await Eventually.IsAsync(async () => (await slow.Grid.StatusAsync()).Sessions == 0, TimeSpan.FromSeconds(10), () => "the region counts the session still");
        Assert.Equal(tokens, (await SessionAsync(stream)).Tokens);

        var detached = new ResumableStream(Story, 0.8, 12, 60, detach: true);
        await detached.ReadAsync(_http, pieces: 3);
        await Eventually.IsAsync(
            async () => (await SessionAsync(detached)).State == "finished", TimeSpan.FromSeconds(60), () => "the detached session does not go on");
        await detached.ReadAsync(_http);
        Assert.Equal(Reference.To(Story, 0.8, 12, 60).Text, detached.Text);
    }

#if GRAINHOST_ORLEANS
    [Fact(Skip = "farai up on Orleans keeps its state in memory; clusters keep it in PostgreSQL")]
#else
    [Fact]
#endif
    public async Task TheControlProcessKilled_AndStartedAgain_StreamsGoOnExactly()
    {
        var expected = Reference.To(Story, 0.8, 13, 150);
        var data = Directory.CreateTempSubdirectory("farai-e2e-resume-");
        try
        {
            var stream = new ResumableStream(Story, 0.8, 13, 150);
            await using (var grid = await Grid.StartInAsync(data, "--link-delay-ms", "10"))
            {
                await grid.WholeAsync();
                var reading = stream.ReadAsync(grid.Http);
                await Eventually.IsAsync(() => stream.Text.Length > 60, TimeSpan.FromSeconds(60), () => stream.ToString());
                Signals.Send("KILL", grid.Process.Id);
                await reading;
                Assert.False(stream.IsDone, "the stream was over before the process was killed");
                await Eventually.IsAsync(() => grid.NodeProcesses().Count == 0, TimeSpan.FromSeconds(10), () => "nodes of the killed grid still run");
            }

            var (before, port) = (stream.Text.Length, Grid.FreePort());
            var started = Stopwatch.GetTimestamp();
            using var again = FaraiProcess.Start("up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", data.FullName, "--link-delay-ms", "10");
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromSeconds(60) };
            var answers = 0L;
            while (!stream.IsDone && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(90))
            {
                try
                {
                    await http.GetAsync("health/live");
                    answers = answers == 0 ? Stopwatch.GetTimestamp() : answers;
                    await stream.ReadAsync(http);
                }
                catch (HttpRequestException)
                {
                    await Task.Delay(20); // not up yet
                }
            }

            Signals.Send("TERM", again.Id);
            await again.ExitAsync(TimeSpan.FromSeconds(20));
            Assert.True(stream.IsDone, $"{stream}\n{again.Output}\n{again.Error}");
            Assert.Equal((expected.Text, expected.Tokens), (stream.Text, stream.Usage.Completion));
            output.WriteLine(
                $"killed after {before} of {expected.Text.Length} characters; started again: answers after {Stopwatch.GetElapsedTime(started, answers).TotalSeconds:0.00} s, "
                + $"first resumed token after {Stopwatch.GetElapsedTime(started, stream.FirstText).TotalSeconds:0.00} s");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private async Task<(string? State, int Tokens)> SessionAsync(ResumableStream stream)
    {
        using var document = JsonDocument.Parse(await slow.Grid.Http.GetStringAsync($"farai/v1/sessions/{stream.Session}"));
        return (document.RootElement.GetProperty("state").GetString(), document.RootElement.GetProperty("tokens").GetInt32());
    }
}
