using System.Runtime.InteropServices;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>Sends a batch's results to the next stage, one frame per session.</summary>
internal static class StageOutput
{
    /// <summary><paramref name="hidden"/> is [rows, size] in the order of the batch. The time of the whole batch counts for each round: each waited for it.</summary>
    public static void Send(
        LinkConnection? next, long epoch, int size, List<StageInput> batch, ReadOnlySpan<float> hidden, TimeSpan elapsed)
    {
        var row = 0;
        foreach (var input in batch)
        {
            var rows = hidden.Slice(row * size, input.Tokens.Length * size);
            row += input.Tokens.Length;
            next?.SendStageForward(input.Session, new StageForward
            {
                Epoch = epoch,
                Start = input.Start,
                Drafted = input.Drafted,
                IsPrefill = input.IsPrefill,
                Compute = input.Compute + elapsed,
                RoundTrip = input.Timings.RoundTrip,
                RoundTripPositions = input.Timings.RoundTripPositions,
                DraftTime = input.Timings.DraftTime,
                DraftDelay = input.Timings.DraftDelay,
                Type = HiddenType.F32,
                HiddenSize = size,
                Tokens = input.Tokens,
                Hidden = MemoryMarshal.AsBytes(rows),
            });
        }
    }
}
