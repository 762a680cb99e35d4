using System.Buffers.Binary;
using FarAi.Core.Nodes;
using FarAi.Link;

namespace FarAi.Link.Tests;

/// <summary>
/// Seeded rubbish for everything that parses bytes of a stranger: no exception, no frame that was not sent, no value out
/// of range. A failure names its case: put that number in <c>FirstCase</c> and 1 in <c>Cases</c> to repeat it alone.
/// </summary>
public sealed class WireFuzzTests
{
    private const int FirstCase = 0;
    private const int StreamCases = 40_000;
    private const int HotCases = 60_000;
    private const int ControlCases = 12_000;

    private static readonly byte[] Kinds = [.. Enum.GetValues<FrameKind>().Select(k => (byte)k)];

    private static readonly byte[][] HotSeeds =
        [Samples.StageForwardPayload(), Samples.StageForwardPayload(1, 1, HiddenType.BF16), Samples.DraftPayload(), Samples.VerdictBytes(), Samples.AttachBytes()];

    private static readonly byte[][] ControlSeeds =
    [
        .. Samples.Commands.Select(ControlPayload.Write), .. Samples.Events.Select(ControlPayload.Write), ControlPayload.Write(Samples.Registration),
        ControlPayload.WriteOpenSession(Samples.Open), ControlPayload.Write(new PeerFault("x")),
    ];

    [Fact]
    public void Streams_GiveTheFramesBeforeTheDamageAndThenOneError() => ForEach(StreamCases, random =>
    {
        const int most = 4096;
        var stream = new List<byte>();
        var sent = new List<(byte Kind, ulong Correlation, byte[] Payload)>();
        for (var frames = random.Next(5); frames > 0; frames--)
        {
            var payload = new byte[random.Next(8) == 0 ? random.Next(most - 9) : random.Next(40)];
            random.NextBytes(payload);
            sent.Add((Kinds[random.Next(Kinds.Length)], (ulong)random.NextInt64(), payload));
            stream.AddRange(RawWire.Encode(sent[^1].Kind, sent[^1].Correlation, payload));
        }

        var damage = Damage(random, most);
        stream.AddRange(damage);
        using var reader = new FrameReader(most);
        var read = 0;
        for (var rest = stream.ToArray().AsMemory(); rest.Length > 0;)
        {
            var room = reader.GetMemory();
            var count = Math.Min(Math.Min(room.Length, rest.Length), 1 + random.Next(random.Next(2) == 0 ? 16 : 8192));
            rest[..count].CopyTo(room);
            reader.Advance(count);
            rest = rest[count..];
            while (reader.TryRead(out var frame))
            {
                Assert.True(read < sent.Count, "a frame that was not sent");
                Assert.Equal((sent[read].Kind, sent[read].Correlation), ((byte)frame.Kind, frame.Correlation));
                Assert.True(sent[read++].Payload.AsSpan().SequenceEqual(frame.Payload.Span));
            }

            Assert.True(room.Length <= 1 << 20, "the buffer follows a claim");
        }

        Assert.Equal(sent.Count, read);
        Assert.Equal(damage.Length == 0, reader.IsEmpty && reader.Error is null);
        if (damage.Length >= 5) // the first length and kind are whole, and one of them is wrong
            Assert.NotNull(reader.Error);
    });

    [Fact]
    public void HotPayloads_AreReadWithinTheirBoundsOrNotAtAll() => ForEach(HotCases, random =>
    {
        var payload = Mutate(random, HotSeeds[random.Next(HotSeeds.Length)]);
        if (StageForward.TryRead(payload, out var forward))
        {
            Assert.True(forward is { Epoch: >= 0, Start: >= 0, HiddenSize: > 0, Tokens.Length: > 0, Drafted: >= 0 } && forward.Drafted <= forward.Tokens.Length);
            Assert.Equal(payload.Length, StageForward.HeaderBytes + (forward.Tokens.Length * 4) + forward.Hidden.Length);
            forward.WriteHeader(new byte[StageForward.HeaderBytes]); // what is read could have been written
        }

        if (Draft.TryRead(payload, out var draft))
        {
            Assert.True(draft.Start >= draft.Basis && draft.Tokens.Length > 0);
            draft.WriteHeader(new byte[Draft.HeaderBytes]);
        }

        if (VerdictPayload.TryRead(payload, Samples.Session, out var verdict))
            VerdictPayload.WriteHeader(verdict, new byte[VerdictPayload.HeaderBytes]);
        if (AttachScout.TryRead(payload, out var attach))
            Assert.True(attach is { Epoch: >= 0, Known: >= 0 });
    });

    [Fact]
    public void ControlPayloads_AreReadOrNotButNeverThrow() => ForEach(ControlCases, random =>
    {
        var payload = Mutate(random, ControlSeeds[random.Next(ControlSeeds.Length)]);
        if (ControlPayload.TryRead(payload, out NodeCommand? command))
            Assert.NotEmpty(ControlPayload.Write(command));
        if (ControlPayload.TryRead(payload, out NodeEvent? message))
            Assert.NotEmpty(ControlPayload.Write(message));
        if (ControlPayload.TryRead(payload, out NodeRegistration? registration))
            Assert.NotNull(registration.Fingerprint);
        if (ControlPayload.TryRead(payload, out NodeAdmission? admission))
            Assert.True(Enum.IsDefined(admission.Layer));
        if (ControlPayload.TryReadOpenSession(payload, out var open))
            Assert.NotNull(open.Tokens);
        if (ControlPayload.TryRead(payload, out PeerFault? fault))
            Assert.NotNull(fault.Reason);
    });

    private static void ForEach(int cases, Action<Random> run)
    {
        for (var number = FirstCase; number < FirstCase + cases; number++)
        {
            try
            {
                run(new Random(number));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"case {number}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>Nothing, part of a length, or bytes that start no frame.</summary>
    private static byte[] Damage(Random random, int most)
    {
        var bytes = new byte[random.Next(2) == 0 ? random.Next(4) : 5 + random.Next(100)];
        random.NextBytes(bytes);
        if (bytes.Length < 5)
            return bytes;
        switch (random.Next(3))
        {
            case 0: // too long
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)random.NextInt64(most + 1, 1L << 32));
                break;
            case 1: // too short
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)random.Next(9));
                break;
            default: // no such kind
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)random.Next(9, most + 1));
                bytes[4] = (byte)random.Next(64, 256);
                break;
        }

        return bytes;
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        var bytes = seed.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            switch (random.Next(5))
            {
                case 0 when bytes.Length > 0: // cut
                    bytes = bytes[..random.Next(bytes.Length)];
                    break;
                case 1: // more
                    bytes = [.. bytes, .. new byte[random.Next(1, 9)]];
                    break;
                case 2 when bytes.Length >= 4: // an extreme number
                    BinaryPrimitives.WriteInt32LittleEndian(
                        bytes.AsSpan(random.Next(bytes.Length - 3)), random.Next(4) switch { 0 => -1, 1 => int.MaxValue, 2 => int.MinValue, _ => random.Next(100) });
                    break;
                case 3 when bytes.Length > 8: // a piece twice
                    var from = random.Next(bytes.Length - 4);
                    bytes = [.. bytes[..from], .. bytes[(from / 2)..]];
                    break;
                default:
                    if (bytes.Length > 0)
                        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return bytes;
    }
}
