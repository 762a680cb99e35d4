using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FarAi.Cluster;
using FarAi.ControlSilo;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>How <c>farai up</c> starts, fails and stops.</summary>
public sealed class UpCommandTests
{
    [Fact]
    public async Task SigTerm_StopsEverythingWithinFiveSeconds()
    {
        await using var grid = await Grid.StartAsync();
        var nodes = grid.NodeProcesses();
        Assert.Equal(6, nodes.Count);
        Signals.Send("TERM", grid.Process.Id);
        Assert.Equal(ExitCodes.Success, await grid.Process.ExitAsync(TimeSpan.FromSeconds(5)));
        Assert.Empty(grid.NodeProcesses());
        // A warning may tell of a slow machine; anything worse tells of a stop in bad order.
        Assert.DoesNotContain("fail: ", grid.Process.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("crit: ", grid.Process.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", grid.Process.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKilledParent_LeavesNoOrphan()
    {
        await using var grid = await Grid.StartAsync();
        Assert.Equal(6, grid.NodeProcesses().Count);
        Signals.Send("KILL", grid.Process.Id);
        await Eventually.IsAsync(() => grid.NodeProcesses().Count == 0, TimeSpan.FromSeconds(5), () => $"nodes still run: {string.Join(',', grid.NodeProcesses())}");
    }

    [Fact]
    public async Task ASecondStartInTheSameFolder_ServesAgain()
    {
        var data = Directory.CreateTempSubdirectory("farai-e2e-again-");
        try
        {
            for (var start = 0; start < 2; start++)
            {
                await using var grid = await Grid.StartInAsync(data);
                var (text, _, _) = await Asked.StreamAsync(grid.Chat(), "Who are you?", Asked.Options(0, 1, 20));
                Assert.Equal(Reference.To("Who are you?", 0, 1, 20).Text, text);
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task APortInUse_IsOneLine()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await FailsAsync(ExitCodes.Address, $"127.0.0.1:{port} is in use", "--port", port.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public Task AMissingModel_IsOneLine() => FailsAsync(ExitCodes.Model, "there is no model at", "--model", Path.Combine(Path.GetTempPath(), "no-such-model"));

    [Theory]
    [InlineData("--port", "70000", "--port must be 1 to 65535")]
    [InlineData("--scouts", "many", "--scouts must be 0 to 16")]
    [InlineData("--listen", "0.0.0.0", "--api-key")]
    public Task ABadOption_IsOneLine(string option, string value, string message) => FailsAsync(ExitCodes.Usage, message, option, value);

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    public async Task BrokenModelFiles_AreOneLine(string file)
    {
        var folder = Directory.CreateTempSubdirectory("farai-e2e-broken-");
        try
        {
            foreach (var original in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "models", "far-tiny", "target")))
                File.Copy(original, Path.Combine(folder.FullName, Path.GetFileName(original)));
            var broken = Path.Combine(folder.FullName, file);
            var bytes = await File.ReadAllBytesAsync(broken);
            await File.WriteAllBytesAsync(broken, bytes[..(bytes.Length / 2)]);
            await FailsAsync(ExitCodes.Model, "the model can't be served", "--model", folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task WithoutADraft_AndWithAKey_ThreePrimesServe()
    {
        await using var grid = await Grid.StartAsync(
            "--model", Path.Combine(AppContext.BaseDirectory, "models", "far-tiny", "target"), "--primes", "3", "--api-key", "sesame");
        Assert.Equal(3, grid.NodeProcesses().Count);
        var (code, _, error) = await FaraiProcess.RunAsync(null, "status", "--url", grid.Url.AbsoluteUri);
        Assert.Equal(ExitCodes.Grid, code);
        Assert.Contains("--api-key", error, StringComparison.Ordinal);
        (code, var output, _) = await FaraiProcess.RunAsync("Who are you?\n", "chat", "--url", grid.Url.AbsoluteUri, "--api-key", "sesame", "--temperature", "0");
        Assert.Equal(ExitCodes.Success, code);
        Assert.StartsWith(Reference.To("Who are you?", 0, 1, 200).Text, output, StringComparison.Ordinal);
        Assert.Contains("nothing drafted", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnApiKey_IsAskedForOnEveryDoor()
    {
        await using var grid = await Grid.StartAsync("--listen", "0.0.0.0", "--scouts", "0", "--primes", "3", "--api-key", "sesame");
        foreach (var path in (string[])["v1/models", "farai/v1/status"])
        {
            using var refused = await grid.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }
    }

    [Fact]
    public async Task ABrokenStateFile_IsOneLine()
    {
        var data = Directory.CreateTempSubdirectory("farai-e2e-state-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data.FullName, "farai.db"), string.Join(' ', Enumerable.Repeat("this is no database", 500)));
            var (code, _, error) = await FaraiProcess.RunAsync(null, "up", "--data", data.FullName, "--port", Grid.FreePort().ToString(CultureInfo.InvariantCulture));
            AssertOneLine(error, "farai.db");
            Assert.Equal(ExitCodes.Data, code);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task NodesThatCannotStart_AreNamed_AndNothingIsLeftBehind()
    {
        var data = Directory.CreateTempSubdirectory("farai-e2e-nodes-");
        try
        {
            // A file where the node wants its folder.
            Directory.CreateDirectory(Path.Combine(data.FullName, "nodes"));
            await File.WriteAllTextAsync(Path.Combine(data.FullName, "nodes", "scout-1"), "in the way");
            var (code, _, error) = await FaraiProcess.RunAsync(null, "up", "--data", data.FullName, "--port", Grid.FreePort().ToString(CultureInfo.InvariantCulture));
            Assert.Equal(ExitCodes.Nodes, code);
            Assert.Contains("scout-1 does not start", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.Empty(Signals.WithArgument(Path.Combine(data.FullName, "nodes", "prime-1")));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ADataFolderInUse_IsOneLine()
    {
        var data = Directory.CreateTempSubdirectory("farai-e2e-used-");
        try
        {
            using var held = DataFolder.Open(data.FullName);
            var (code, _, error) = await FaraiProcess.RunAsync(null, "up", "--data", data.FullName, "--port", Grid.FreePort().ToString(CultureInfo.InvariantCulture));
            AssertOneLine(error, "another grid uses the data folder");
            Assert.Equal(ExitCodes.Data, code);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static async Task FailsAsync(int expected, string message, params string[] options)
    {
        var data = Directory.CreateTempSubdirectory("farai-e2e-fails-");
        try
        {
            string[] port = options.Contains("--port") ? [] : ["--port", Grid.FreePort().ToString(CultureInfo.InvariantCulture)];
            var (code, _, error) = await FaraiProcess.RunAsync(null, ["up", "--data", data.FullName, .. port, .. options]);
            AssertOneLine(error, message);
            Assert.Equal(expected, code);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static void AssertOneLine(string error, string message)
    {
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("farai: ", error, StringComparison.Ordinal);
    }
}
