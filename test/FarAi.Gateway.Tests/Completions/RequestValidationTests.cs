using FarAi.Gateway.Tests.Fixtures;

namespace FarAi.Gateway.Tests.Completions;

public sealed class RequestValidationTests : IAsyncLifetime
{
    private GatewayHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GatewayHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("model", "7", "invalid_value")]
    [InlineData("temperature", "-0.1", "invalid_value")]
    [InlineData("temperature", "2.01", "invalid_value")]
    [InlineData("temperature", "1e999", "invalid_value")]
    [InlineData("temperature", "\"hot\"", "invalid_value")]
    [InlineData("top_p", "0", "invalid_value")]
    [InlineData("top_p", "1.5", "invalid_value")]
    [InlineData("top_k", "-1", "invalid_value")]
    [InlineData("top_k", "2.5", "invalid_value")]
    [InlineData("seed", "9223372036854775808", "invalid_value")]
    [InlineData("seed", "1.5", "invalid_value")]
    [InlineData("max_tokens", "0", "invalid_value")]
    [InlineData("max_tokens", "-5", "invalid_value")]
    [InlineData("max_tokens", "\"many\"", "invalid_value")]
    [InlineData("stop", "\"\"", "invalid_value")]
    [InlineData("stop", "[\"a\",\"\"]", "invalid_value")]
    [InlineData("stop", "[\"1\",\"2\",\"3\",\"4\",\"5\"]", "invalid_value")]
    [InlineData("stop", "7", "invalid_value")]
    [InlineData("stream", "\"yes\"", "invalid_value")]
    [InlineData("stream_options", "{\"include_usage\":true}", "invalid_value")]
    [InlineData("stream_options", "7", "invalid_value")]
    [InlineData("n", "2", "unsupported_parameter")]
    [InlineData("logit_bias", "{\"5\":1}", "unsupported_parameter")]
    [InlineData("frequency_penalty", "0.1", "unsupported_parameter")]
    [InlineData("presence_penalty", "-1", "unsupported_parameter")]
    [InlineData("repetition_penalty", "1.1", "unsupported_parameter")]
    [InlineData("min_p", "0.1", "unsupported_parameter")]
    public async Task EitherEndpoint_FaultyField_NamesTheField(string field, string value, string code)
    {
        foreach (var (path, prompt) in new[] { (GatewayHost.Chat, """ "messages":[{"role":"user","content":"Hi"}] """), (GatewayHost.Text, """ "prompt":"Hi" """) })
        {
            var model = field == "model" ? "" : """ "model":"far-tiny", """;
            var error = await (await _host.PostAsync(path, $$"""{ {{model}} {{prompt}}, "{{field}}": {{value}} }""")).ErrorAsync();
            Assert.Equal((400, field, code), (error.Status, error.Param, error.Code));
            Assert.Contains(field, error.Message, StringComparison.Ordinal);
            Assert.Equal("invalid_request_error", error.Type);
        }

        Assert.Equal(0, _host.Grid.SessionCount);
    }

    [Theory]
    [InlineData("max_completion_tokens", "0")]
    [InlineData("tools", "[{\"type\":\"function\"}]")]
    [InlineData("functions", "[{}]")]
    [InlineData("tool_choice", "\"required\"")]
    [InlineData("function_call", "{\"name\":\"f\"}")]
    [InlineData("response_format", "{\"type\":\"json_object\"}")]
    [InlineData("response_format", "\"json\"")]
    [InlineData("logprobs", "true")]
    [InlineData("top_logprobs", "3")]
    [InlineData("modalities", "[\"text\",\"audio\"]")]
    [InlineData("audio", "{}")]
    [InlineData("web_search_options", "{}")]
    public async Task Chat_FaultyField_NamesTheField(string field, string value)
    {
        var error = await (await _host.PostAsync(GatewayHost.Chat, $$"""{"model":"far-tiny","messages":[{"role":"user","content":"Hi"}],"{{field}}":{{value}}}""")).ErrorAsync();
        Assert.Equal((400, field), (error.Status, error.Param));
    }

    [Theory]
    [InlineData("best_of", "2")]
    [InlineData("echo", "true")]
    [InlineData("suffix", "\"end\"")]
    [InlineData("logprobs", "0")]
    public async Task Text_FaultyField_NamesTheField(string field, string value)
    {
        var error = await (await _host.PostAsync(GatewayHost.Text, $$"""{"model":"far-tiny","prompt":"Hi","{{field}}":{{value}}}""")).ErrorAsync();
        Assert.Equal((400, field, "unsupported_parameter"), (error.Status, error.Param, error.Code));
    }

    [Theory]
    [InlineData("[]", "messages")]
    [InlineData("{}", "messages")]
    [InlineData("\"Hi\"", "messages")]
    [InlineData("[7]", "messages[0]")]
    [InlineData("[{\"content\":\"Hi\"}]", "messages[0].role")]
    [InlineData("[{\"role\":7,\"content\":\"Hi\"}]", "messages[0].role")]
    [InlineData("[{\"role\":\"wizard\",\"content\":\"Hi\"}]", "messages[0].role")]
    [InlineData("[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"tool\",\"content\":\"42\"}]", "messages[1].role")]
    [InlineData("[{\"role\":\"user\"}]", "messages[0].content")]
    [InlineData("[{\"role\":\"assistant\",\"content\":null}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":7}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":[]}]", "messages[0].content")]
    [InlineData("[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\"}]}]", "messages[0].content[1].type")]
    [InlineData("[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]", "messages[0].content[0].text")]
    [InlineData("[{\"role\":\"user\",\"content\":[{}]}]", "messages[0].content[0]")]
    [InlineData("[{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{}]}]", "messages[0].tool_calls")]
    public async Task Chat_FaultyMessage_NamesItsPlace(string messages, string param)
    {
        var error = await (await _host.PostAsync(GatewayHost.Chat, $$"""{"model":"far-tiny","messages":{{messages}}}""")).ErrorAsync();
        Assert.Equal((400, param), (error.Status, error.Param));
        Assert.Contains(param, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[\"a\",\"b\"]")]
    [InlineData("[[1],[2]]")]
    [InlineData("[1,2,-3]")]
    [InlineData("[1,2,2048]")]
    [InlineData("[1,\"a\"]")]
    [InlineData("[1,1.5]")]
    public async Task Text_FaultyPrompt_IsNamed(string prompt)
    {
        var error = await (await _host.PostAsync(GatewayHost.Text, $$"""{"model":"far-tiny","prompt":{{prompt}}}""")).ErrorAsync();
        Assert.Equal((400, "prompt", "invalid_value"), (error.Status, error.Param, error.Code));
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "model")]
    [InlineData("""{"model":"far-tiny"}""", "messages")]
    [InlineData("""{"model":"far-tiny","messages":null}""", "messages")]
    public async Task Chat_MissingField_IsNamed(string body, string param)
    {
        var error = await (await _host.PostAsync(GatewayHost.Chat, body)).ErrorAsync();
        Assert.Equal((400, param, "missing_required_parameter"), (error.Status, error.Param, error.Code));
    }

    [Fact]
    public async Task MaxTokens_TwoDifferentValues_AreRefused()
    {
        var error = await (await _host.PostAsync(GatewayHost.Chat, """{"model":"far-tiny","messages":[{"role":"user","content":"Hi"}],"max_tokens":3,"max_completion_tokens":4}""")).ErrorAsync();
        Assert.Equal((400, "max_tokens"), (error.Status, error.Param));
    }

    [Theory]
    [InlineData("33")]
    [InlineData("-1")]
    [InlineData("fast")]
    [InlineData("")]
    public async Task Speculation_FaultyHeader_IsNamed(string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayHost.Chat) { Content = GatewayHost.Json(GatewayHost.Hi) };
        request.Headers.TryAddWithoutValidation("x-farai-speculation", value);
        var error = await (await _host.Client.SendAsync(request)).ErrorAsync();
        Assert.Equal((400, "x-farai-speculation"), (error.Status, error.Param));
    }

    [Fact]
    public async Task UnknownModel_Is404WithItsCode()
    {
        var error = await (await _host.PostAsync(GatewayHost.Chat, """{"model":"gpt-9","messages":[]}""")).ErrorAsync();
        Assert.Equal((404, "model", "model_not_found"), (error.Status, error.Param, error.Code));
        Assert.Contains("gpt-9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelWithoutTemplate_CannotChatButCompletes()
    {
        var error = await (await _host.PostAsync(GatewayHost.Chat, """{"model":"org/mute","messages":[{"role":"user","content":"Hi"}]}""")).ErrorAsync();
        Assert.Equal((400, "model"), (error.Status, error.Param));
        using var completed = await _host.PostAsync(GatewayHost.Text, """{"model":"org/mute","prompt":"Hi"}""");
        Assert.True(completed.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(1023, true)]
    [InlineData(1024, false)]
    public async Task Prompt_MustLeaveRoomForOneToken(int tokens, bool fits)
    {
        var prompt = string.Join(',', Enumerable.Repeat(5, tokens));
        using var response = await _host.PostAsync(GatewayHost.Text, $$"""{"model":"far-tiny","prompt":[{{prompt}}]}""");
        if (fits)
        {
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal(1, _host.Grid.Session.Request!.MaxTokens);
        }
        else
        {
            var error = await response.ErrorAsync();
            Assert.Equal((400, "prompt", "context_length_exceeded"), (error.Status, error.Param, error.Code));
            Assert.Contains("1024", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MegabytesOfPrompt_AreRefusedAsTooLongForTheContext()
    {
        var words = string.Concat(Enumerable.Repeat("story ", 1_000_000));
        var error = await (await _host.PostAsync(GatewayHost.Chat, $$"""{"model":"far-tiny","messages":[{"role":"user","content":"{{words}}"}]}""")).ErrorAsync();
        Assert.Equal((400, "messages", "context_length_exceeded"), (error.Status, error.Param, error.Code));
    }
}
