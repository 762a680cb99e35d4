using FarAi.Core.Triads;
using FarAi.Gateway.Status;

namespace FarAi.Cli.Chaos;

/// <summary>A grid at the moment of a fault.</summary>
/// <param name="grid">The grid.</param>
/// <param name="status">How it stood right before.</param>
/// <param name="repetition">Which repetition; faults vary with it.</param>
/// <param name="over">Whether all streams have ended.</param>
internal sealed class FaultScene(ChaosGrid grid, GridStatus status, int repetition, Func<bool> over)
{
    private readonly GridTriad _triad = status.Triads[repetition % status.Triads.Count];

    /// <summary>Which repetition this is, from 0.</summary>
    public int Repetition => repetition;

    /// <summary>Whether all streams have ended.</summary>
    public bool IsOver => over();

    /// <summary>The control process.</summary>
    public ChaosProcess Control => grid.Control;

    /// <summary>A scout, another one each time.</summary>
    public ChaosProcess Scout
    {
        get
        {
            var scouts = status.Nodes.Where(n => n.DraftModel is not null).Select(n => n.Node).OrderBy(n => n.Value, StringComparer.Ordinal).ToList();
            return grid.Node(scouts[repetition % scouts.Count]).Process;
        }
    }

    /// <summary>The standby of the triad that is harmed.</summary>
    public ChaosProcess Standby => grid.Node(_triad.Standbys[0]).Process;

    /// <summary>A member of the triad that is harmed.</summary>
    public ChaosNode Member(TriadRole role) => grid.Node(_triad.Members.Single(m => m.Role == role).Address.Node);
}
