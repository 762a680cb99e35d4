using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FarAi.Cluster;
using FarAi.EndToEnd.Fixture;

namespace FarAi.EndToEnd.Cluster;

/// <summary>The Orleans Dashboard under the gateway, behind the admin key.</summary>
public sealed class OrleansDashboardTests
{
    [Fact]
    public async Task OnlyTheAdminKeyOpensIt_AsBearerOrAsABrowsersPassword_AndItShowsTheSilos()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        await using var grid = await ClusterGrid.StartAsync(silos: 2);
        foreach (var path in new[] { "", "/", "/index.min.js", "/DashboardCounters", "/ClusterStats" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(grid, path, null)).Code);
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(grid, path, Bearer("wrong"))).Code);
            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(grid, path, Basic("operators-only", "wrong"))).Code);
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(grid, "/", Bearer(ClusterGrid.AdminKey))).Code);
        var (code, counters) = await GetAsync(grid, "/DashboardCounters", Basic("anyone", ClusterGrid.AdminKey));
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Contains("silo-1", counters, StringComparison.Ordinal);
        Assert.Contains("silo-2", counters, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABuildWithoutOrleans_AnswersASentence()
    {
        Assert.SkipWhen(ClusterHosting.IsCluster, "this build has the dashboard");
        await using var grid = await Grid.StartAsync();
        using var answer = await grid.Http.GetAsync("dashboard/orleans");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("-p:GrainHost=Orleans", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static AuthenticationHeaderValue Bearer(string key) => new("Bearer", key);

    private static AuthenticationHeaderValue Basic(string user, string key) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{key}")));

    private static async Task<(HttpStatusCode Code, string Text)> GetAsync(ClusterGrid grid, string path, AuthenticationHeaderValue? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"dashboard/orleans{path}") { Headers = { Authorization = key } };
        using var answer = await grid.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
