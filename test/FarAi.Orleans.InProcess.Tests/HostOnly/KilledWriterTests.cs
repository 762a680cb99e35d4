using System.Diagnostics;
using System.Globalization;
using Orleans.Hosting;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>
/// For this host only: Orleans has no SQLite storage. A process is killed with SIGKILL while it writes; it is this very test
/// program, told to run <see cref="Writer"/> only.
/// </summary>
public sealed class KilledWriterTests : IDisposable
{
    private const string FolderVariable = "FARAI_TEST_KILLED_WRITER";
    private const int Writers = 8;
    private const int Rounds = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("farai-kill").FullName;

    [Fact]
    public async Task WriterKilledInMidWrite_HasLostNothingAcknowledged()
    {
        var enough = 0;
        for (var round = 0; round < Rounds; round++)
        {
            enough += 200;
            using var writer = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!,
                ["--filter-method", $"{typeof(KilledWriterTests).FullName}.{nameof(Writer)}", "--explicit", "only"])
            {
                Environment = { [FolderVariable] = _folder },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            try
            {
                var since = Stopwatch.GetTimestamp();
                while (Acknowledged(_folder).Values.Sum() < enough)
                {
                    Assert.False(writer.HasExited, "the writer ended by itself");
                    Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60), "the writer does not write");
                    await Task.Delay(10);
                }
            }
            finally
            {
                writer.Kill();
                await writer.WaitForExitAsync();
            }

            var acknowledged = Acknowledged(_folder);
            Assert.Equal(Writers, acknowledged.Count);
            await using var cluster = await StartAsync(_folder);
            foreach (var (name, last) in acknowledged)
            {
                var stored = int.Parse((await cluster.Client.GetGrain<IStoreGrain>(name).Get()).Text, CultureInfo.InvariantCulture);
                // The one that was under way may have landed too.
                Assert.InRange(stored, last, last + 1);
            }
        }
    }

    /// <summary>The program that is killed: counts up in several grains and notes every acknowledged number.</summary>
    [Fact(Explicit = true)]
    public async Task Writer()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "Only for the test above.");
        await using var cluster = await StartAsync(folder!);
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => CountAsync(cluster, folder!, $"w{i}", end.Token)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task CountAsync(TestCluster cluster, string folder, string name, CancellationToken end)
    {
        var grain = cluster.Client.GetGrain<IStoreGrain>(name);
        var value = int.TryParse((await grain.Get()).Text, CultureInfo.InvariantCulture, out var stored) ? stored : 0;
        await using var acknowledged = new FileStream(Path.Combine(folder, $"{name}.ack"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        while (!end.IsCancellationRequested)
        {
            value++;
            await grain.Set($"{value}", write: true);
            // Unbuffered: a killed process leaves behind what it has handed to the system.
            acknowledged.Write(System.Text.Encoding.ASCII.GetBytes($"{value}\n"));
        }
    }

    // The last whole line of each writer's notes.
    private static Dictionary<string, int> Acknowledged(string folder)
    {
        Dictionary<string, int> last = [];
        foreach (var file in Directory.GetFiles(folder, "*.ack"))
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var lines = reader.ReadToEnd().Split('\n');
            if (lines.Length > 1)
                last[Path.GetFileNameWithoutExtension(file)] = int.Parse(lines[^2], CultureInfo.InvariantCulture);
        }

        return last;
    }

    private static Task<TestCluster> StartAsync(string folder) => TestCluster.StartAsync(silo =>
    {
        silo.AddSqliteGrainStorageAsDefault(options => options.Path = Path.Combine(folder, "state.db"));
        silo.AddSqliteGrainStorage("named", options => options.Path = Path.Combine(folder, "state.db"));
    });
}
