using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using FarAi.Gateway.Telemetry;
using FarAi.Gateway.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace FarAi.Gateway.Tests.Hosting;

public sealed class GatewayMetricsTests
{
    [Fact]
    public async Task AStream_IsCountedAndTimed()
    {
        await using var host = await GatewayHost.StartAsync();
        var seen = new ConcurrentQueue<(string Name, string? Unit, double Value, string Tags)>();
        using var listener = Listen(host, seen);
        (await host.PostAsync(GatewayHost.Chat, GatewayHost.HiStream)).Dispose();
        (await host.PostAsync(GatewayHost.Text, "{}")).Dispose();
        (await host.Client.GetAsync("/nowhere")).Dispose();
        while (seen.Count(s => s.Name == "farai.gateway.requests") < 3)
            await Task.Yield();

        Assert.Equal(
            ["endpoint=chat_completions,status=200", "endpoint=completions,status=400", "endpoint=other,status=404"],
            seen.Where(s => s.Name == "farai.gateway.requests").Select(s => s.Tags).Order());
        var first = Assert.Single(seen, s => s.Name == "farai.gateway.time_to_first_token");
        Assert.Equal(("s", "endpoint=chat_completions"), (first.Unit, first.Tags));
        Assert.InRange(first.Value, 0.000001, 60);
        Assert.Equal(2, seen.Count(s => s.Name == "farai.gateway.inter_token_time" && s.Unit == "s"));
        Assert.Equal([1.0, -1.0], seen.Where(s => s.Name == "farai.gateway.active_streams").Select(s => s.Value));
    }

    [Fact]
    public async Task ResumedReads_AreCounted()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Grid.OnRead = (_, from, _) => Script.Play(from == 0 ? [Script.Hello[0]] : Script.Hello[1..]);
        var seen = new ConcurrentQueue<(string Name, string? Unit, double Value, string Tags)>();
        using var listener = Listen(host, seen);
        (await host.PostAsync(GatewayHost.Chat, GatewayHost.Hi)).Dispose();
        Assert.Equal(1, Assert.Single(seen, s => s.Name == "farai.gateway.resumed_reads").Value);
    }

    private static MeterListener Listen(GatewayHost host, ConcurrentQueue<(string Name, string? Unit, double Value, string Tags)> seen)
    {
        var scope = host.Services.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == GatewayInstruments.MeterName && instrument.Meter.Scope == scope)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((i, v, tags, _) => seen.Enqueue((i.Name, i.Unit, v, Text(tags))));
        listener.SetMeasurementEventCallback<double>((i, v, tags, _) => seen.Enqueue((i.Name, i.Unit, v, Text(tags))));
        listener.Start();
        return listener;
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
}
