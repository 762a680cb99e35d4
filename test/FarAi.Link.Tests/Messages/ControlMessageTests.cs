using System.Text;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>JSON messages: what is written is read, and nothing that only looks like one.</summary>
public sealed class ControlMessageTests
{
    [Fact]
    public void EveryCommand_ComesBack()
    {
        foreach (var command in Samples.Commands)
        {
            Assert.True(ControlPayload.TryRead(ControlPayload.Write(command), out NodeCommand? read), command.GetType().Name);
            Assert.Equivalent(command, read, strict: true);
            Assert.Equal(command.GetType(), read.GetType());
        }

        Assert.Equal(Derived<NodeCommand>(), Samples.Commands.Select(c => c.GetType()).ToHashSet());
    }

    [Fact]
    public void EveryEvent_ComesBack()
    {
        foreach (var message in Samples.Events)
        {
            Assert.True(ControlPayload.TryRead(ControlPayload.Write(message), out NodeEvent? read), message.GetType().Name);
            Assert.Equivalent(message, read, strict: true);
            Assert.Equal(message.GetType(), read.GetType());
        }

        Assert.Equal(Derived<NodeEvent>(), Samples.Events.Select(c => c.GetType()).ToHashSet());
    }

    [Fact]
    public void TheOthers_ComeBack()
    {
        Assert.True(ControlPayload.TryRead(ControlPayload.Write(Samples.Registration), out NodeRegistration? registration));
        Assert.Equivalent(Samples.Registration, registration, strict: true);
        var admission = new NodeAdmission(SwarmLayer.Ranger, TimeSpan.FromSeconds(2));
        Assert.True(ControlPayload.TryRead(ControlPayload.Write(admission), out NodeAdmission? admitted));
        Assert.Equal(admission, admitted);
        Assert.True(ControlPayload.TryReadOpenSession(ControlPayload.WriteOpenSession(Samples.Open), out var open));
        Assert.Equivalent(Samples.Open, open, strict: true);
        Assert.True(ControlPayload.TryRead(ControlPayload.Write(new PeerFault("full")), out PeerFault? fault));
        Assert.Equal("full", fault.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"kind":"format-disk"}""")]
    [InlineData("""{"kind":7}""")]
    [InlineData("""{"kind":"unload-shard"}""")]
    [InlineData("""{"kind":"unload-shard","triad":null}""")]
    [InlineData("""{"kind":"unload-shard","triad":""}""")]
    [InlineData("""{"kind":"unload-shard","triad":7}""")]
    [InlineData("""{"kind":"unload-shard","triad":"t"} x""")]
    [InlineData("""{"kind":"unload-shard","triad":"t" """)]
    [InlineData("""{"kind":"close-session","session":"s-12"}""")]
    [InlineData("""{"kind":"close-session","session":"s-zzzzzzzzzzzzzzzz"}""")]
    [InlineData("""{"kind":"set-plan","session":"s-0000000000000001","plan":null}""")]
    [InlineData("""{"kind":"load-shard","triad":"t","epoch":99999999999999999999}""")]
    public void WhatIsNoCommand_IsNotRead(string json) =>
        Assert.False(ControlPayload.TryRead(Encoding.UTF8.GetBytes(json), out NodeCommand? _));

    [Fact]
    public void DeepNesting_IsNotRead()
    {
        var json = """{"kind":"unload-shard","triad":"t","x":""" + new string('[', 100_000) + new string(']', 100_000) + "}";
        Assert.False(ControlPayload.TryRead(Encoding.UTF8.GetBytes(json), out NodeCommand? _));
    }

    [Fact]
    public void InvalidUtf8_IsNotRead() => Assert.False(ControlPayload.TryRead(
        [.. """{"kind":"unload-shard","triad":"""u8, (byte)'"', 0xff, 0xfe, (byte)'"', (byte)'}'], out NodeCommand? _));

    [Fact]
    public void BeyondTheSizeBound_IsNotRead()
    {
        var valid = ControlPayload.Write(Samples.Commands[1]);
        var padded = new byte[ControlPayload.MaxBytes + 1];
        padded.AsSpan().Fill((byte)' ');
        valid.CopyTo(padded, 0);
        Assert.False(ControlPayload.TryRead(padded, out NodeCommand? _));
        Assert.True(ControlPayload.TryRead(padded.AsSpan(0, ControlPayload.MaxBytes), out NodeCommand? _));
    }

    [Fact]
    public async Task EachSendMethod_ArrivesAsItsKind()
    {
        var acceptor = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        await using var node = await host.DialAsync(new RecordingHandler(), role: LinkRole.Node);
        node.SendRegistration(Samples.Registration);
        node.SendEvent(Samples.Events[0]);
        node.SendVerdict(Samples.Verdict);
        Assert.Equal(FrameKind.Register, (await acceptor.FrameAsync()).Kind);
        Assert.Equal(FrameKind.Event, (await acceptor.FrameAsync()).Kind);
        var verdict = await acceptor.FrameAsync();
        Assert.Equal((FrameKind.Verdict, Samples.Session.Value), (verdict.Kind, verdict.Correlation));
        Assert.Equal(Samples.VerdictBytes(), verdict.Payload);

        await using var member = await host.DialAsync(new RecordingHandler());
        member.SendOpenSession(Samples.Open);
        member.SendPeerFault(Samples.Session, "full");
        StageForward.TryRead(Samples.StageForwardPayload(), out var forward);
        member.SendStageForward(Samples.Session, forward);
        member.SendCloseSession(Samples.Session);
        Assert.True(ControlPayload.TryReadOpenSession((await acceptor.FrameAsync()).Payload, out _));
        Assert.True(ControlPayload.TryRead((await acceptor.FrameAsync()).Payload, out PeerFault? _));
        Assert.Equal(Samples.StageForwardPayload(), (await acceptor.FrameAsync()).Payload);
        Assert.Equal(FrameKind.CloseSession, (await acceptor.FrameAsync()).Kind);

        await using var scout = await host.DialAsync(new RecordingHandler(), role: LinkRole.Scout);
        scout.SendAttachScout(Samples.Session, new AttachScout(3, 17));
        Draft.TryRead(Samples.DraftPayload(), out var draft);
        scout.SendDraft(Samples.Session, draft);
        Assert.Equal(Samples.AttachBytes(), (await acceptor.FrameAsync()).Payload);
        Assert.Equal(Samples.DraftPayload(), (await acceptor.FrameAsync()).Payload);
    }

    [Fact]
    public async Task GridsMessages_ReachTheNode()
    {
        var acceptor = new RecordingHandler();
        var node = new RecordingHandler();
        await using var host = await LinkHost.StartAsync(acceptor);
        await using var link = await host.DialAsync(node, role: LinkRole.Node);
        var accepted = await acceptor.OpenedAsync();
        accepted.SendAdmission(new NodeAdmission(SwarmLayer.Scout, TimeSpan.FromSeconds(1)));
        accepted.SendCommand(new SetPlan(Samples.Session, SpeculationPlan.Off));
        Assert.True(ControlPayload.TryRead((await node.FrameAsync()).Payload, out NodeAdmission? _));
        Assert.True(ControlPayload.TryRead((await node.FrameAsync()).Payload, out NodeCommand? _));
    }

    private static HashSet<Type> Derived<T>() => [.. typeof(T).Assembly.GetTypes().Where(t => t.BaseType == typeof(T))];
}
