using Orleans;
using Orleans.Runtime;

namespace FarAi.Orleans.InProcess;

/// <summary>A handle on a reminder at one version.</summary>
internal sealed record ReminderHandle(GrainId Grain, string ReminderName, string ETag) : IGrainReminder;
