namespace FarAi.EndToEnd.Fixture;

[CollectionDefinition(nameof(SharedGrid))]
public sealed class SharedGridCollection : ICollectionFixture<SharedGrid>;
