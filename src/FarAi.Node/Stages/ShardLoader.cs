using FarAi.Core.Models;
using FarAi.Core.Triads;
using FarAi.Inference;
using FarAi.Inference.Models;
using FarAi.Node.Compute;

namespace FarAi.Node.Stages;

/// <summary>Loads weights and checks that they are the right ones.</summary>
internal static class ShardLoader
{
    /// <summary>The shard, with its bytes taken from the budget; or one line that says why not.</summary>
    public static (LlamaShard? Shard, string? Refusal) Load(ModelSource source, LayerRange? layers, TriadRole? role, MemoryBudget memory)
    {
        LlamaShard? shard = null;
        try
        {
            shard = layers is { } range ? LlamaShard.Load(source.Directory, range) : LlamaShard.LoadWhole(source.Directory);
            var refusal = Check(shard, source, role);
            if (refusal is null && memory.TryReserve(shard.WeightBytes))
                return (shard, null);
            refusal ??= $"{shard.WeightBytes} bytes of weights exceed the {memory.Limit - memory.Used} bytes that are left; raise --memory or use a larger machine";
            shard.Dispose();
            return (null, refusal);
        }
        catch (Exception exception) when (exception is ModelFormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            shard?.Dispose();
            return (null, $"{source.Directory}: {FirstLine(exception.Message)}");
        }
    }

    private static string? Check(LlamaShard shard, ModelSource source, TriadRole? role) => role switch
    {
        _ when shard.Digest != source.Digest =>
            $"{source.Directory} holds another release than the grid serves (digest {shard.Digest}, expected {source.Digest}); copy the grid's model there",
        TriadRole.Head when !shard.IsHead => $"a head starts at layer 0, not at {shard.Layers.Start}",
        TriadRole.Tail when !shard.IsTail => $"a tail ends at layer {shard.Config.Layers}, not at {shard.Layers.End}",
        _ => null,
    };

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();
}
