using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>What a silo has counted of one method since it started.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="GrainType">The class: full name, a comma, and its assembly.</param>
/// <param name="InterfaceName">The full name of the interface.</param>
/// <param name="MethodName">The method's name.</param>
/// <param name="Calls">Calls that have started.</param>
/// <param name="Failures">Calls that ended with an exception.</param>
/// <param name="Timed">Calls whose time was taken: one in 16.</param>
/// <param name="TimedTotal">The time of those together, from the start of the method to its end, waits included.</param>
public sealed record GrainMethodStatistic(
    SiloAddress Silo, string GrainType, string InterfaceName, string MethodName, long Calls, long Failures, long Timed, TimeSpan TimedTotal)
{
    /// <summary>The mean time of a call; zero before one was timed.</summary>
    public TimeSpan MeanTime => Timed == 0 ? TimeSpan.Zero : TimedTotal / Timed;
}
