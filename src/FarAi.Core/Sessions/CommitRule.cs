using FarAi.Core.Identity;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;

namespace FarAi.Core.Sessions;

/// <summary>
/// Which verdicts a session obeys: those of the present epoch's tail, and of the mirror that speaks for a slow one: it computes the same. Not sealed: the simulation watches every decision, and plants a
/// wrong rule to prove that it would be found.
/// </summary>
public class CommitRule
{
    /// <summary>Whether a verdict counts.</summary>
    /// <param name="triad">The triad as the session knows it.</param>
    /// <param name="sender">Whose link brought the verdict.</param>
    /// <param name="verdict">The verdict.</param>
    public virtual bool Obeys(TriadView triad, NodeId sender, Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(triad);
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict.Epoch == triad.Epoch && (sender == triad.Tail?.Node || sender == triad.TailMirror);
    }
}
