namespace FarAi.EndToEnd.Fixture;

[CollectionDefinition(nameof(SlowGrid))]
public sealed class SlowGridCollection : ICollectionFixture<SlowGrid>;
