using System.Text;
using FarAi.Gateway.Tests.Fixtures;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Tests.Completions;

/// <summary>Requests that are refused as a whole: what came can't be read, or there is no room for it.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("""{"model":"far-tiny",}""", "line 1, byte 21")]
    [InlineData("{\n \"model\": far-tiny}", "line 2, byte 13")]
    [InlineData("", "line 1")]
    [InlineData("""{"model":"far-tiny","model":"other"}""", "model")]
    [InlineData("""["far-tiny"]""", "not an object")]
    [InlineData("""{"model":"\ud83d alone"}""", "byte 9")]
    [InlineData("""{"\udc00":1}""", "byte 1")]
    public async Task BadJson_SaysWhere(string body, string where)
    {
        await using var host = await GatewayHost.StartAsync();
        var error = await (await host.PostAsync(GatewayHost.Chat, body)).ErrorAsync();
        Assert.Equal((400, "invalid_json"), (error.Status, error.Code));
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeepNesting_IsBadJson()
    {
        await using var host = await GatewayHost.StartAsync();
        var error = await (await host.PostAsync(GatewayHost.Chat, $$"""{"model":{{new string('[', 100_000)}}""")).ErrorAsync();
        Assert.Equal((400, "invalid_json"), (error.Status, error.Code));
    }

    [Fact]
    public async Task InvalidUtf8_SaysWhichByte()
    {
        await using var host = await GatewayHost.StartAsync();
        byte[] body = [.. """{"model":"far"""u8, 0xC3, 0x28, .. "\"}"u8];
        var error = await (await host.PostBytesAsync(GatewayHost.Chat, body)).ErrorAsync();
        Assert.Equal((400, "invalid_json"), (error.Status, error.Code));
        Assert.Contains("byte 13", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ByteOrderMark_IsSkipped()
    {
        await using var host = await GatewayHost.StartAsync();
        using var response = await host.PostBytesAsync(GatewayHost.Chat, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(GatewayHost.Hi)]);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task OtherContentType_Is415(string? type)
    {
        await using var host = await GatewayHost.StartAsync();
        var error = await (await host.PostBytesAsync(GatewayHost.Chat, Encoding.UTF8.GetBytes(GatewayHost.Hi), type)).ErrorAsync();
        Assert.Equal(415, error.Status);
    }

    [Fact]
    public async Task CompressedBody_Is415()
    {
        await using var host = await GatewayHost.StartAsync();
        using var content = GatewayHost.Json(GatewayHost.Hi);
        content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(415, (await (await host.Client.PostAsync(GatewayHost.Chat, content)).ErrorAsync()).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TenMegabytes_Are413_AndTheGatewayGoesOn(bool chunked)
    {
        await using var host = await GatewayHost.StartAsync();
        var body = $$"""{"model":"far-tiny","prompt":"{{new string('a', 10_000_000)}}"}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayHost.Text) { Content = GatewayHost.Json(body) };
        request.Headers.TransferEncodingChunked = chunked;
        var error = await (await host.Client.SendAsync(request)).ErrorAsync();
        Assert.Equal((413, "request_too_large"), (error.Status, error.Code));
        using var next = await host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
        Assert.Equal(200, (int)next.StatusCode);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task BodyLimit_HoldsToTheByte(int beyond, int status)
    {
        await using var host = await GatewayHost.StartAsync(o => o.MaxRequestBytes = 1024);
        using var response = await host.PostAsync(GatewayHost.Chat, GatewayHost.Hi.PadRight(1024 + beyond));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task OneGenerationTooMany_Is429WithRetryAfter_UntilOneEnds()
    {
        await using var host = await GatewayHost.StartAsync(o =>
        {
            o.MaxConcurrentSessions = 1;
            o.RetryAfter = TimeSpan.FromSeconds(3);
        });
        host.Grid.OnRead = (_, _, token) => Script.PlayThenWait([Script.Hello[0]], token);
        using (await host.OpenAsync(GatewayHost.Chat, GatewayHost.HiStream))
        {
            using var refused = await host.PostAsync(GatewayHost.Chat, GatewayHost.Hi);
            var error = await refused.ErrorAsync();
            Assert.Equal((429, "rate_limit_exceeded"), (error.Status, error.Code));
            Assert.Equal("3", refused.Header("Retry-After"));
            Assert.Equal(1, host.Grid.SessionCount);
        }
    }

    [Fact]
    public async Task GridHasNoRoute_Is503WithItsReason()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grid.OnStart = _ => Task.FromResult(SessionStart.Refused("no triad serves this model yet", TimeSpan.FromMilliseconds(1500)));
        using var response = await host.PostAsync(GatewayHost.Chat, GatewayHost.HiStream);
        var error = await response.ErrorAsync();
        Assert.Equal(503, error.Status);
        Assert.Contains("no triad serves this model yet", error.Message, StringComparison.Ordinal);
        Assert.Equal("2", response.Header("Retry-After"));
        Assert.False(host.Grid.Session.Cancelled.IsCompleted);
    }

    [Fact]
    public async Task SessionGrainThrows_Is503AndItsWordsStayInside()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grid.OnStart = _ => Task.FromException<SessionStart>(new TimeoutException("planted"));
        var error = await (await host.PostAsync(GatewayHost.Chat, GatewayHost.Hi)).ErrorAsync();
        Assert.Equal(503, error.Status);
        Assert.DoesNotContain("planted", error.Message, StringComparison.Ordinal);
        Assert.True(host.Grid.Session.Cancelled.IsCompleted);
    }

    [Theory]
    [InlineData("/v1/models", null, 401)]
    [InlineData("/v1/models", "Bearer wrong", 401)]
    [InlineData("/v1/models", "Basic second-key", 401)]
    [InlineData("/v1/models", "Bearer second-key", 200)]
    [InlineData("/v1/models", "bearer first-key", 200)]
    [InlineData("/V1/models", null, 401)]
    [InlineData("/v1/nothing-here", null, 401)]
    [InlineData("/farai/v1/status", null, 401)]
    [InlineData("/farai/v1/status", "Bearer first-key", 200)]
    [InlineData("/health/live", null, 200)]
    public async Task ApiKeys_GuardTheApiAndNotHealth(string path, string? authorization, int status)
    {
        await using var host = await GatewayHost.StartAsync(o =>
        {
            o.ApiKeys.Add("first-key");
            o.ApiKeys.Add("second-key");
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 401)
        {
            Assert.Equal(authorization is null ? "missing_api_key" : "invalid_api_key", (await response.ErrorAsync()).Code);
            Assert.Equal("Bearer", response.Header("WWW-Authenticate"));
        }
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "unknown_url")]
    [InlineData("GET", "/v1/nowhere", 404, "unknown_url")]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/models", 405, "method_not_allowed")]
    public async Task WrongAddress_IsAnsweredInTheSameShape(string method, string path, int status, string code)
    {
        await using var host = await GatewayHost.StartAsync();
        using var response = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var error = await response.ErrorAsync();
        Assert.Equal((status, code), (error.Status, error.Code));
        Assert.NotEmpty(response.Header("x-request-id"));
    }
}
