using System.Text.Json;
using FarAi.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd;

/// <summary>A short rehearsal by <c>farai chaos</c>: processes of a grid are killed under running streams.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task RehearsedFaults_LeaveEveryStreamExact()
    {
        string[] faults = ["scout-killed", "head-killed", "middle-killed", "tail-killed", "control-killed", "middle-link-reset"];
        using var farai = FaraiProcess.Start("chaos", "--faults", string.Join(',', faults), "--repeat", "1", "--streams", "6", "--tokens", "100", "--json");
        var code = await farai.ExitAsync(TimeSpan.FromMinutes(5));
        output.WriteLine(farai.Error);

        Assert.True(code == ExitCodes.Success, $"status {code}\n{farai.Output}\n{farai.Error}");
        using var records = JsonDocument.Parse(farai.Output);
        Assert.Equal(faults, records.RootElement.EnumerateArray().Select(r => r.GetProperty("fault").GetString()));
        Assert.All(records.RootElement.EnumerateArray(), r => Assert.Equal((1, 6, 6), (Figure(r, "repetitions"), Figure(r, "streams"), Figure(r, "exact"))));
        Assert.Contains(records.RootElement.EnumerateArray(), r => Figure(r, "disturbed") > 0);
    }

    [Fact]
    public async Task AFaultThatDoesNotExist_IsOneLineThatNamesThoseThatDo()
    {
        var (code, _, error) = await FaraiProcess.RunAsync(null, "chaos", "--faults", "meteorite");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("tail-hung", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static int Figure(JsonElement record, string name) => record.GetProperty(name).GetInt32();
}
