using System.Net.WebSockets;
using System.Security.Cryptography;
using FarAi.Core.Models;
using FarAi.Core.Nodes;
using FarAi.Core.Sampling;
using FarAi.Core.Speculation;
using FarAi.Node.Tests.Grid;

namespace FarAi.Node.Tests.Triads;

/// <summary>Members vanish, fail to load, and hear rubbish.</summary>
public sealed class MemberLossTests
{
    private static readonly SamplingParameters Sampled = new(0.8, 1, 0, 9);

    [Fact]
    public async Task MemberGone_IsReportedAtOnceAndASubstituteGoesOn()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0, delay: TimeSpan.FromMilliseconds(1));
        var session = triad.Session(TestModels.Prompts[0], Sampled, 150, SpeculationPlan.Off) with { EndTokens = [] };
        var expected = TestModels.Expected(session.Tokens, Sampled, 150, endTokens: []);
        triad.Open(session);
        await triad.Grid.Verdicts(session.Session).Reader.ReadAsync();
        var gone = triad.Members[1];
        var substitute = await triad.StartNodeAsync(SwarmLayer.Prime);
        await gone.DisposeAsync();
        var lost = await triad.Grid.EventAsync<PeerLost>(triad.Members[0].Id);
        Assert.Equal(gone.Id, lost.Peer);
        await triad.Grid.EventAsync<SessionFault>(triad.Members[0].Id, f => f.Session == session.Session);

        triad.Members[1] = substitute;
        await triad.FormAsync();
        while (triad.Grid.Verdicts(session.Session).Reader.TryRead(out _))
        {
            // What the former members still said.
        }

        var again = triad.Resume(session, expected.Take(11));
        triad.Open(again);
        Assert.Equal(expected[11..], (await triad.ReadAsync(again)).Tokens);
    }

    [Fact]
    public async Task WrongModels_AreRefusedWithOneLineThatSaysWhatToDo()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 1);
        var node = await triad.StartNodeAsync(SwarmLayer.Prime, memory: 1000);
        triad.Scouts.Add(node);
        var good = triad.Shard(0) with { Triad = new("other"), Role = Core.Triads.TriadRole.Head };
        await FailsAsync(triad, node, good with { Model = good.Model with { Digest = "00" } }, "another release");
        await FailsAsync(triad, node, good with { Epoch = 2, Model = good.Model with { Directory = "/no/such/folder" } }, "/no/such/folder");
        await FailsAsync(triad, node, good with { Epoch = 3, Layers = new LayerRange(4, 9) }, "9");
        await FailsAsync(triad, node, good with { Epoch = 4, Layers = new LayerRange(1, 3) }, "layer 0");
        await FailsAsync(triad, node, good with { Epoch = 5 }, "--memory");
        triad.Grid.Send(triad.Scouts[0].Id, new LoadDraft(TestModels.Draft with { Model = "missing", Directory = "/no/such/folder" }));
        Assert.Contains("/no/such/folder", (await triad.Grid.EventAsync<DraftFailed>(triad.Scouts[0].Id)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GarbageOnThePeerEndpoint_IsRefusedAndSessionsGoOn()
    {
        await using var triad = await TriadGrid.StartAsync(scouts: 0, delay: TimeSpan.FromMilliseconds(1));
        var session = triad.Session(TestModels.Prompts[0], Sampled, 60, SpeculationPlan.Off) with { EndTokens = [] };
        triad.Open(session);
        foreach (var member in triad.Members)
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(member.PeerEndpoint, TestContext.Current.CancellationToken);
            await socket.SendAsync(RandomNumberGenerator.GetBytes(5000), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
            var buffer = new byte[1024];
            var answers = 0;
            while (socket.State == WebSocketState.Open && answers++ < 8)
                await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(WebSocketState.Open, socket.State);
            using var client = new HttpClient();
            var page = await client.GetAsync(new UriBuilder(member.PeerEndpoint) { Scheme = "http" }.Uri, TestContext.Current.CancellationToken);
            Assert.False(page.IsSuccessStatusCode);
        }

        Assert.Equal(TestModels.Expected(session.Tokens, Sampled, 60, endTokens: []), (await triad.ReadAsync(session)).Tokens);
    }

    private static async Task FailsAsync(TriadGrid triad, NodeHost node, LoadShard command, string part)
    {
        triad.Grid.Send(node.Id, command);
        var failed = await triad.Grid.EventAsync<ShardFailed>(node.Id, f => f.Epoch == command.Epoch);
        Assert.Contains(part, failed.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Reason);
    }
}
