using Orleans;

namespace FarAi.Benchmarks;

/// <summary>What the calls carry there and back; immutable, so no host copies it.</summary>
[GenerateSerializer, Immutable, Alias("farai.bench.message")]
internal sealed record Message([property: Id(0)] int Number, [property: Id(1)] string Text)
{
    public static Message Sample { get; } = new(1, "sixteen letters.");
}
