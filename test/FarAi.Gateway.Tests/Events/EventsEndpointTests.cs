using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using FarAi.Core.Events;
using FarAi.Gateway.Events;
using FarAi.Gateway.Tests.Fixtures;
using Orleans.Runtime;

namespace FarAi.Gateway.Tests.Events;

public sealed class EventsEndpointTests
{
    private const string Path = "/farai/v1/events";

    [Fact]
    public async Task WithoutFollowing_AllEventsComeWithTheirNumbersAndTheStreamEnds()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Grid.Events.Append("a", "b", "c");

        using var response = await host.Client.GetAsync($"{Path}?follow=false");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Equal([("1", "a"), ("2", "b"), ("3", "c")], Parse(text));
        Assert.StartsWith("""
            id: 1
            data: {"sequence":1,"time":"1970-01-01T00:00:00+00:00","kind":"NodeJoined","region":"local","text":"a"}


            """, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?follow=false&from=3", null, new[] { "c" })]
    [InlineData("?follow=false&from=-2", null, new[] { "b", "c" })]
    [InlineData("?follow=false&from=4", null, new string[0])]
    [InlineData("?follow=false&from=3", "1", new[] { "b", "c" })]
    public async Task Position_IsWhereTheReaderStopped(string query, string? last, string[] expected)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Grid.Events.Append("a", "b", "c");
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + query);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(expected, Parse(await response.Content.ReadAsStringAsync()).Select(e => e.Text));
    }

    [Theory]
    [InlineData("?from=x", null, "from")]
    [InlineData("?from=99999999999999999999", null, "from")]
    [InlineData("?follow=1", null, "follow")]
    [InlineData("", "s-1:2", "Last-Event-ID")]
    [InlineData("", "-1", "Last-Event-ID")]
    public async Task Rubbish_IsRefusedByName(string query, string? last, string param)
    {
        await using var host = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path + query);
        if (last is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);

        var error = await (await host.Client.SendAsync(request)).ErrorAsync();

        Assert.Equal((400, param), (error.Status, error.Param));
    }

    [Fact]
    public async Task Follower_GetsWhatComesLater()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var events = await FollowAsync(host);

        await host.Grid.Events.Append("a");
        Assert.Equal("a", await NextAsync(events));
        await host.Grid.Events.Append("b", "c");
        Assert.Equal(["b", "c"], [await NextAsync(events), await NextAsync(events)]);
    }

    [Fact]
    public async Task LogThatBreaksOrFallsSilent_IsReadOnWithNothingLostOrRepeated()
    {
        await using var host = await GatewayHost.StartAsync(o => o.Silence = TimeSpan.FromMilliseconds(100));
        host.Grid.Events.After = (reading, _) => reading switch
        {
            1 => Task.FromException(new OrleansException("the silo is gone")),
            2 => Task.Delay(Timeout.Infinite, CancellationToken.None), // its silo is dead, and nobody says so
            _ => Task.CompletedTask,
        };
        await host.Grid.Events.Append("a", "b", "c", "d", "e");

        await using var events = await FollowAsync(host);
        var seen = new List<string>();
        while (seen.Count < 5)
            seen.Add(await NextAsync(events));

        Assert.Equal(["a", "b", "c", "d", "e"], seen);
        Assert.Equal([0, 3, 5], host.Grid.Events.Reads);
    }

    [Fact]
    public async Task LogThatNeverAnswers_IsAnErrorThatSaysSo()
    {
        await using var host = await GatewayHost.StartAsync(o => (o.ReadPatience, o.Silence) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(50)));
        host.Grid.Events.Fails = new OrleansException("no silo");

        var error = await (await host.Client.GetAsync(Path)).ErrorAsync();

        Assert.Equal(503, error.Status);
        Assert.Contains("does not answer", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "missing_admin_key")]
    [InlineData("sk-client", "invalid_admin_key")]
    [InlineData("sk-operator", null)]
    public async Task WithAnAdminKey_OnlyThatOneOpensIt(string? key, string? code)
    {
        await using var host = await GatewayHost.StartAsync(o =>
        {
            o.AdminKey = "sk-operator";
            o.ApiKeys.Add("sk-client");
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}?follow=false");
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);

        using var response = await host.Client.SendAsync(request);

        if (code is null)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else
            Assert.Equal((401, code), await response.ErrorAsync() is var error ? (error.Status, error.Code) : default);
    }

    [Fact]
    public async Task WithoutAnAdminKey_TheApiKeysCount()
    {
        await using var host = await GatewayHost.StartAsync(o => o.ApiKeys.Add("sk-client"));

        Assert.Equal("missing_api_key", (await (await host.Client.GetAsync($"{Path}?follow=false")).ErrorAsync()).Code);
    }

    private static async Task<IAsyncEnumerator<SseItem<string>>> FollowAsync(GatewayHost host)
    {
        var response = await host.Client.GetAsync(Path, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(20));
        return SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        return TextOf(events.Current.Data);
    }

    private static List<(string? Id, string Text)> Parse(string text) =>
        SseParser.Create(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))).Enumerate().Select(e => (e.EventId, TextOf(e.Data))).ToList();

    private static string TextOf(string json)
    {
        GridEvent happened = JsonSerializer.Deserialize(json, GridEventJson.Default.GridEvent)!;
        return happened.Text;
    }
}
