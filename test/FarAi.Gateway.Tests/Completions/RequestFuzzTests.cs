using System.Text;
using FarAi.Gateway.Tests.Fixtures;

namespace FarAi.Gateway.Tests.Completions;

/// <summary>Whatever comes as a body is answered: as a generation, or with a 4xx in OpenAI's shape.</summary>
public sealed class RequestFuzzTests
{
    private const int Seed = 20260721;
    private const int Cases = 4000;

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "1e400", "1.5", "9999999999999999999999", "\"\"", "\"\\ud800\"", "\"far-tiny\"", "[]", "{}", "[[[]]]", "[null]",
        "{\"type\":\"text\"}", "[{\"role\":\"user\",\"content\":\"Hi\"}]", "[{\"role\":null}]", "[1,2,3]", "\"\\u0000\"", "[{\"type\":7}]",
    ];

    private static readonly string[] Fields =
    [
        "model", "messages", "prompt", "temperature", "top_p", "top_k", "seed", "max_tokens", "max_completion_tokens", "stop", "stream", "stream_options", "n",
        "best_of", "tools", "tool_choice", "response_format", "logprobs", "logit_bias", "echo", "suffix", "presence_penalty", "modalities", "user",
    ];

    [Fact]
    public async Task MutatedRequests_NeverFailTheGateway()
    {
        await using var host = await GatewayHost.StartAsync();
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var body = Next(random);
            using var response = await host.PostBytesAsync(random.Next(2) == 0 ? GatewayHost.Chat : GatewayHost.Text, body);
            var status = (int)response.StatusCode;
            Assert.True(status is 200 or 400 or 404, $"case {i} of seed {Seed}: {status} for {Encoding.UTF8.GetString(body)}");
            if (status != 200)
                await response.ErrorAsync();
        }
    }

    private static byte[] Next(Random random)
    {
        var fields = new Dictionary<string, string>
        {
            ["model"] = "\"far-tiny\"",
            ["messages"] = Values[15],
            ["prompt"] = "\"Hi\"",
        };
        for (var n = random.Next(4); n > 0; n--)
            fields[Fields[random.Next(Fields.Length)]] = Values[random.Next(Values.Length)];
        var body = Encoding.UTF8.GetBytes($"{{{string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"))}}}");
        if (random.Next(3) == 0)
            body[random.Next(body.Length)] = (byte)random.Next(256);
        return random.Next(8) == 0 ? body[..random.Next(body.Length)] : body;
    }
}
