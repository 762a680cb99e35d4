using System.Text;

namespace FarAi.Core.Sessions;

/// <summary>
/// Lets text through until a stop string appears in it; text that may turn out to be the beginning of one is held back.
/// </summary>
public sealed class StopMatcher
{
    private readonly IReadOnlyList<string> _stops;
    private readonly StringBuilder _held = new();

    /// <summary>Stops at the first of these strings to be complete; none may be empty.</summary>
    public StopMatcher(IReadOnlyList<string> stops)
    {
        ArgumentNullException.ThrowIfNull(stops);
        if (stops.Any(string.IsNullOrEmpty))
            throw new ArgumentException("a stop string has at least one character", nameof(stops));
        _stops = stops;
    }

    /// <summary>Whether a stop string was found; nothing passes after it.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes text and returns what is certain to stand before any stop string.</summary>
    public string Push(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Stopped)
            return "";
        if (_stops.Count == 0)
            return text;
        _held.Append(text);
        var all = _held.ToString();
        var end = FirstStop(all);
        Stopped = end >= 0;
        var pass = Stopped ? end : all.Length - Ambiguous(all);
        _held.Clear();
        if (!Stopped)
            _held.Append(all, pass, all.Length - pass);
        return all[..pass];
    }

    /// <summary>The generation ended: what was held back is text after all.</summary>
    public string Flush()
    {
        var rest = Stopped ? "" : _held.ToString();
        _held.Clear();
        return rest;
    }

    /// <summary>Where the stop string that is complete first begins; the longest of those that end together.</summary>
    private int FirstStop(string text)
    {
        var (end, begin) = (int.MaxValue, -1);
        foreach (var stop in _stops)
        {
            var at = text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (at + stop.Length < end || (at + stop.Length == end && at < begin)))
                (end, begin) = (at + stop.Length, at);
        }

        return begin;
    }

    /// <summary>Length of the longest suffix that begins some stop string.</summary>
    private int Ambiguous(string text)
    {
        var longest = 0;
        foreach (var stop in _stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.EndsWith(stop[..length], StringComparison.Ordinal))
                    longest = length;
            }
        }

        return longest;
    }
}
