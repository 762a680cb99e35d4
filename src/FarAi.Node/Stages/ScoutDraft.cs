namespace FarAi.Node.Stages;

/// <summary>A draft frame, copied out of its link's buffer.</summary>
internal sealed record ScoutDraft(long Epoch, int Basis, int Start, TimeSpan TimePerToken, int[] Tokens);
