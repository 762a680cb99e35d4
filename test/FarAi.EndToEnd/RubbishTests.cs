using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>Rubbish at every door while somebody else's stream runs: a named error there, nothing here.</summary>
[Collection(nameof(SharedGrid))]
public sealed class RubbishTests(SharedGrid shared)
{
    private const string Story = "Tell me a story about an owl who lost her map.";

    [Fact]
    public Task GarbageOnTheNodeEndpoint_DoesNotTouchOthers() => WhileStreamingAsync(async () =>
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(shared.Grid.Url.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal) + "link"), CancellationToken.None);
        var noise = new byte[4096];
        new Random(1).NextBytes(noise);
        await socket.SendAsync(noise, WebSocketMessageType.Binary, true, CancellationToken.None);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        WebSocketReceiveResult got;
        do
        {
            got = await socket.ReceiveAsync(new byte[4096], deadline.Token);
        }
        while (got.MessageType != WebSocketMessageType.Close);
    });

    [Fact]
    public Task BytesThatAreNoHttp_DoNotTouchOthers() => WhileStreamingAsync(async () =>
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, shared.Grid.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("\0\x01\x02 rubbish\r\n\r\n\r\n"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync(deadline.Token);
        Assert.Contains("400", answer, StringComparison.Ordinal);
    });

    [Fact]
    public Task ATenMegabytePrompt_Is413() => WhileStreamingAsync(async () =>
    {
        using var body = Json($$"""{"model":"far-tiny","messages":[{"role":"user","content":"{{new string('a', 10 << 20)}}"}]}""");
        HttpResponseMessage response;
        try
        {
            response = await shared.Grid.Http.PostAsync("v1/chat/completions", body);
        }
        catch (HttpRequestException exception) when (exception.InnerException is IOException or SocketException)
        {
            // The gateway refused and closed while the client was still sending: asked again with the announced length only.
            response = await RefusedByLengthAsync();
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    });

    [Theory]
    [InlineData("{\"model\":", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{\"model\":\"far-tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":9}", HttpStatusCode.BadRequest)]
    public async Task BadRequests_AreNamed(string json, HttpStatusCode expected)
    {
        using var body = Json(json);
        using var response = await shared.Grid.Http.PostAsync("v1/chat/completions", body);
        Assert.Equal(expected, response.StatusCode);
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvalidUtf8_Is400()
    {
        using var body = new ByteArrayContent([.. "{\"model\":\"far-tiny\",\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8]);
        body.Headers.ContentType = new("application/json");
        using var response = await shared.Grid.Http.PostAsync("v1/chat/completions", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task ANodeWithAWrongToken_EndsWithOneClearLine()
    {
        var folder = Directory.CreateTempSubdirectory("farai-e2e-node-");
        try
        {
            var (code, output, error) = await FaraiProcess.RunAsync(
                null, "node", "--join", shared.Grid.Url.AbsoluteUri.Replace("http", "ws", StringComparison.Ordinal) + "link", "--token", "not-the-token", "--data", folder.FullName);
            Assert.NotEqual(0, code);
            Assert.Contains("token", output + error, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<HttpResponseMessage> RefusedByLengthAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, shared.Grid.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 10485760\r\nconnection: close\r\n\r\n"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var line = await new StreamReader(client.GetStream()).ReadLineAsync(deadline.Token);
        return new HttpResponseMessage((HttpStatusCode)int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Does something in the middle of a stream, which must not notice.</summary>
    private async Task WhileStreamingAsync(Func<Task> mischief)
    {
        var expected = Reference.To(Story, 0.8, 5, 150);
        Task? done = null;
        var (text, _, _) = await Asked.StreamAsync(shared.Grid.Chat(), Story, Asked.Options(0.8, 5, 150), _ =>
        {
            done ??= mischief();
            return Task.CompletedTask;
        });
        await done!;
        Assert.Equal(expected.Text, text);
        var (after, _, _) = await Asked.StreamAsync(shared.Grid.Chat(), Story, Asked.Options(0.8, 5, 20));
        Assert.Equal(Reference.To(Story, 0.8, 5, 20).Text, after);
    }
}
