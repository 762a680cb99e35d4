using System.Runtime.InteropServices;
using FarAi.Core.Models;

namespace FarAi.Simulation.Grid;

/// <summary>What a run of layers keeps of one session: one value per layer and position, as a key-value cache does.</summary>
internal sealed class LayerCache(SimulatedModel model, LayerRange layers)
{
    private readonly List<ulong> _values = [];

    public SimulatedModel Model => model;

    /// <summary>Positions held.</summary>
    public int Length => _values.Count / layers.Count;

    /// <summary>Forgets the positions from one on.</summary>
    public void Truncate(int length)
    {
        if (length < Length)
            CollectionsMarshal.SetCount(_values, length * layers.Count);
    }

    /// <summary>The layers' output for the next position.</summary>
    public ulong Append(ulong input)
    {
        var former = _values.Count - layers.Count;
        for (var i = 0; i < layers.Count; i++)
            _values.Add(input = model.Mix(layers.Start + i, former < 0 ? 0 : _values[former + i], input));
        return input;
    }
}
