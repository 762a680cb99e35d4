using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace FarAi.Benchmarks;

/// <summary>
/// One host in a process of its own. It reads a line with the number of a row, does one round of it, and writes a line with the
/// result; so the driver can let two hosts take turns. Ends with its input.
/// </summary>
internal static class Worker
{
    private const int Activations = 100_000;
    private const int ActivatedAtOnce = 100;

    public static async Task RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("farai-bench-");
        using var host = await GrainHostProcess.StartAsync(data.FullName);
        var client = host.Services.GetRequiredService<IClusterClient>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var result = line == "activations"
                ? await ActivateAsync(client)
                : await MeasureAsync(Rows.All[int.Parse(line, CultureInfo.InvariantCulture)], client);
            await Console.Out.WriteLineAsync(result.ToLine());
        }

        await host.StopAsync();
        data.Delete(recursive: true);
    }

    private static async Task<Measurement> MeasureAsync(Row row, IClusterClient client)
    {
        // What the round before left behind is not this one's cost.
        GC.Collect();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await row.Run(client, row.Operations);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Measurement(elapsed.TotalNanoseconds / row.Operations, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)row.Operations);
    }

    // The bytes here are those that stay: the heap's growth, everything collectable collected. The keys are counted too.
    private static async Task<Measurement> ActivateAsync(IClusterClient client)
    {
        await client.GetGrain<INodeLikeGrain>("first").Hear(0);
        var bytes = LiveBytes();
        var start = Stopwatch.GetTimestamp();
        var calls = new Task[ActivatedAtOnce];
        for (var i = 0; i < Activations; i += ActivatedAtOnce)
        {
            for (var j = 0; j < ActivatedAtOnce; j++)
                calls[j] = client.GetGrain<INodeLikeGrain>($"node-{i + j}").Hear(i).AsTask();
            await Task.WhenAll(calls);
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        Array.Clear(calls);
        return new Measurement(elapsed.TotalNanoseconds / Activations, (LiveBytes() - bytes) / (double)Activations);
    }

    private static long LiveBytes()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
