using System.Globalization;

namespace FarAi.Simulation.Engine;

/// <summary>
/// What happened, as one number: every step of the kernel and every note of an actor is mixed into a 64-bit hash, in order.
/// Two runs with the same hash and count did the same. Checkpoints make the first difference of two runs findable.
/// </summary>
public sealed class SimulationTrace
{
    /// <summary>How far checkpoints are apart.</summary>
    public const int ValuesPerCheckpoint = 4096;

    private readonly List<ulong> _checkpoints = [];
    private readonly string?[] _last = new string?[64];
    private ulong _hash = 0x6A09E667F3BCC908ul;
    private long _notes;

    /// <summary>The hash of all so far.</summary>
    public ulong Hash => _hash;

    /// <summary>The hash as text: 16 hexadecimal digits.</summary>
    public string Text => _hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Values mixed in.</summary>
    public long Count { get; private set; }

    /// <summary>Gets each note as text, if set: for a person who looks for a fault. Costs the formatting.</summary>
    public Action<string>? Listener { get; set; }

    /// <summary>Whether notes are kept as text for <see cref="Last"/>; off by default, for it costs the formatting.</summary>
    public bool KeepsText { get; set; }

    /// <summary>Hashes after every 4096 values.</summary>
    public IReadOnlyList<ulong> Checkpoints => _checkpoints;

    /// <summary>The latest notes as text, oldest first; empty unless <see cref="KeepsText"/>.</summary>
    public IReadOnlyList<string> Last
    {
        get
        {
            var last = new List<string>();
            for (var i = Math.Max(0, _notes - _last.Length); i < _notes; i++)
            {
                if (_last[i % _last.Length] is { } note)
                    last.Add(note);
            }

            return last;
        }
    }

    /// <summary>Mixes a value in.</summary>
    public void Add(ulong value)
    {
        _hash = StableHash.Of(_hash, value);
        if (++Count % ValuesPerCheckpoint == 0)
            _checkpoints.Add(_hash);
    }

    /// <summary>Mixes in what an actor did.</summary>
    /// <param name="now">Virtual time.</param>
    /// <param name="kind">What it is, for example "deliver".</param>
    /// <param name="who">Who did it.</param>
    /// <param name="value">What with, for example a token.</param>
    public void Note(TimeSpan now, string kind, string who, long value = 0)
    {
        Add(StableHash.Of(StableHash.Of(kind), StableHash.Of(StableHash.Of(who), (ulong)value)));
        if (Listener is null && !KeepsText)
            return;
        var text = string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,14:0.000000} {kind} {who} {value}");
        _last[_notes++ % _last.Length] = text;
        Listener?.Invoke(text);
    }
}
