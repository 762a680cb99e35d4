using System.Text.Json;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess.Tests.Streams;

public sealed class StreamIdTests
{
    [Fact]
    public void Ids_AreEqualByNamespaceAndKey_AndReadable()
    {
        var guid = Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e");
        Assert.Equal(StreamId.Create("ns", "key"), StreamId.Create("ns", "key"));
        Assert.NotEqual(StreamId.Create("ns", "key"), StreamId.Create("other", "key"));
        Assert.NotEqual(StreamId.Create(null, "key"), StreamId.Create("ns", "key"));
        Assert.Equal("ns/0f8fad5bd9cb469fa16570867728950e", StreamId.Create("ns", guid).ToString());
        Assert.Equal("null/12", StreamId.Create(null, 12).ToString());
        Assert.Equal("key", StreamId.Create("ns", "key").GetKeyAsString());
        Assert.Null(StreamId.Create(null, "key").GetNamespace());
        Assert.Equal(StreamId.Create("ns", "key/with/slashes"), StreamId.Parse("ns/key/with/slashes"u8));
    }

    [Fact]
    public void Id_SurvivesJson()
    {
        foreach (var id in (StreamId[])[StreamId.Create("ns", "key"), StreamId.Create(null, "key")])
            Assert.Equal(id, JsonSerializer.Deserialize<StreamId>(JsonSerializer.Serialize(id)));
        Assert.Equal("[\"ns\",\"key\"]", JsonSerializer.Serialize(StreamId.Create("ns", "key")));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<StreamId>("[\"ns\"]"));
    }
}
