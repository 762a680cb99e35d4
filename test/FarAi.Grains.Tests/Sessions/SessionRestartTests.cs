#if !GRAINHOST_ORLEANS // the in-process host only: a store that outlives the silo without a database server
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Grains.Tests.Fixture;

namespace FarAi.Grains.Tests.Sessions;

public sealed class SessionRestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("farai-restart-");

    private string Database => Path.Combine(_folder.FullName, "farai.db");

    [Fact]
    public async Task ControlPlaneRestarted_TheReaderFindsItsTokensAndTheGenerationGoesOn()
    {
        var request = FakeGrid.Request(1, maxTokens: 12);
        long epoch;
        await using (var before = await FakeGrid.Start(generates: false, Database))
        {
            var start = await before.Session(request).Start(request);
            epoch = start.Epoch;
            await before.Primes[0].Verdict(request.Session, epoch, 3, 7);
            await FakeGrid.ReadFirst(before.Session(request), 7);
            await Eventually.Is(() => Task.FromResult(Stored()), stored => stored.Contains("[103,104,105,106,107,108,109]", StringComparison.Ordinal), "seven tokens are stored");
        }

        await using var after = await FakeGrid.Start(generates: false, Database);
        await FakeGrid.ReadFirst(after.Session(request), 7);
        var triad = await after.Triad.GetStatus();
        var open = await after.Head(triad).Next<OpenSession>();
        await after.Primes[0].Verdict(request.Session, triad.Epoch, 10, 5, FinishReason.Length);

        Assert.True(triad.Epoch > epoch, "the nodes' links ended with the process: the triad formed anew");
        Assert.Equal([.. request.Prompt, .. FakeGrid.Expected(7)], open.Tokens);
        Assert.Equal(FakeGrid.Expected(12), (await FakeGrid.ReadAll(after.Session(request))).SelectMany(c => c.Tokens));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Stored()
    {
        // Whatever SQLite has on disk, its write-ahead log included.
        var text = new System.Text.StringBuilder();
        foreach (var file in _folder.GetFiles())
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
#endif
