using Orleans;

namespace FarAi.Benchmarks;

/// <summary>The lines of the table of grain calls.</summary>
internal static class Rows
{
    private const int InFlight = 64;
    private const int Width = 100;

    public static IReadOnlyList<Row> All { get; } =
    [
        new("client → grain, sequential", 200_000, static (client, calls) => Sequential(client.GetGrain<IEchoGrain>("a"), calls)),
        new("grain → grain, sequential", 200_000, static (client, calls) => client.GetGrain<ICallerGrain>("caller").Sequential(calls)),
        new("the same, method returns a Task", 200_000, static (client, calls) => client.GetGrain<ICallerGrain>("caller").SequentialTasks(calls)),
        new("client, 64 in flight to 64 grains", 300_000, static (client, calls) => Flight(client, calls, static i => $"b-{i}")),
        new("client, 64 in flight to one grain", 300_000, static (client, calls) => Flight(client, calls, static _ => "c")),
        new("fan-out: a grain calls 100, awaits all", 300_000, static (client, calls) => client.GetGrain<ICallerGrain>("caller").FanOut(Width, calls / Width)),
        new("persisted write, memory storage", 30_000, static (client, calls) => Writes(client.GetGrain<IStoreGrain>("d", typeof(MemoryStoreGrain).FullName), calls)),
        new("persisted write, SQLite file", 1_000, static (client, calls) => Writes(client.GetGrain<IStoreGrain>("d", typeof(SqliteStoreGrain).FullName), calls), InProcessOnly: true),
        new("the same, 64 grains at once", 10_000, static (client, calls) => ManyWrites(client, calls), InProcessOnly: true),
        new("stream item, IAsyncEnumerable", 1_000_000, static (client, items) => Items(client.GetGrain<IEchoGrain>("a"), items)),
        // Orleans' queue refuses more than 16,384 items that nobody has fetched.
        new("memory stream item, grain to grain", 10_000, static (client, items) => StreamItems(client, items)),
    ];

    private static async Task Sequential(IEchoGrain grain, int calls)
    {
        for (var i = 0; i < calls; i++)
            await grain.Echo(Message.Sample);
    }

    private static Task Flight(IClusterClient client, int calls, Func<int, string> key) => Task.WhenAll(
        Enumerable.Range(0, InFlight).Select(i => Sequential(client.GetGrain<IEchoGrain>(key(i)), calls / InFlight)));

    private static async Task Writes(IStoreGrain grain, int calls)
    {
        for (var i = 0; i < calls; i++)
            await grain.Write(Message.Sample);
    }

    private static Task ManyWrites(IClusterClient client, int calls) => Task.WhenAll(
        Enumerable.Range(0, InFlight).Select(i => Writes(client.GetGrain<IStoreGrain>($"f-{i}", typeof(SqliteStoreGrain).FullName), calls / InFlight)));

    private static async Task StreamItems(IClusterClient client, int items)
    {
        var consumer = client.GetGrain<IConsumerGrain>("e");
        await consumer.Expect(items);
        await client.GetGrain<IProducerGrain>("e").Produce(Message.Sample, items);
        await consumer.Received();
    }

    private static async Task Items(IEchoGrain grain, int items)
    {
        await foreach (var _ in grain.Stream(Message.Sample, items))
        {
            // The way of the item is the work.
        }
    }
}
