namespace FarAi.Node.Tests.Grid;

/// <summary>What a session gave.</summary>
internal sealed record GeneratedRun(int[] Tokens, int Rounds, int Drafted, int Accepted);
