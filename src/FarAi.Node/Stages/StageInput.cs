using System.Buffers;
using FarAi.Core.Identity;
using FarAi.Link;

namespace FarAi.Node.Stages;

/// <summary>A run of positions of one session that waits for a stage's layers.</summary>
internal sealed class StageInput
{
    public required SessionId Session { get; init; }

    /// <summary>Sequence position of the first token.</summary>
    public required int Start { get; set; }

    public required int[] Tokens { get; set; }

    public int Drafted { get; init; }

    public bool IsPrefill { get; init; }

    /// <summary>Whether another node got it before: it fills caches here, and nothing is passed on.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Who sent it, and in which epoch; null at the head.</summary>
    public (LinkConnection Link, long Epoch)? Source { get; init; }

    /// <summary>What must be held before it: it is the first of a line that goes on after a promotion. Null where it follows its line.</summary>
    public (int Length, ulong Prefix)? Expects { get; set; }

    /// <summary>Compute time of the stages before.</summary>
    public TimeSpan Compute { get; init; }

    /// <summary>What the head measured, on its way to the verdict.</summary>
    public HeadTimings Timings { get; init; }

    /// <summary>[tokens, hidden size] from the pool, or null at the head, which embeds.</summary>
    public float[]? Hidden { get; private set; }

    /// <summary>Where the first token's state begins in <see cref="Hidden"/>.</summary>
    public int HiddenStart { get; private set; }

    /// <summary>Copies hidden states that are valid only during a link's call.</summary>
    public void CopyHidden(ReadOnlySpan<byte> bytes)
    {
        Hidden = ArrayPool<float>.Shared.Rent(bytes.Length / sizeof(float));
        bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Hidden.AsSpan()));
    }

    /// <summary>Leaves out the first tokens.</summary>
    public void Skip(int tokens, int size)
    {
        Start += tokens;
        Tokens = Tokens[tokens..];
        HiddenStart += tokens * size;
    }

    /// <summary>Gives the copy back to the pool.</summary>
    public void Release()
    {
        if (Hidden is { } hidden)
            ArrayPool<float>.Shared.Return(hidden);
        Hidden = null;
    }
}
