using FarAi.Core.Identity;

namespace FarAi.Simulation.Failover;

/// <summary>A fault that was done.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Concerned">The sessions that worked with what was broken.</param>
internal sealed record InjectedFault(FailoverFault Kind, TimeSpan At, IReadOnlySet<SessionId> Concerned);
