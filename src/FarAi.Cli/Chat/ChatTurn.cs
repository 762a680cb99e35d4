namespace FarAi.Cli.Chat;

/// <summary>One message of the conversation.</summary>
internal sealed record ChatTurn(string Role, string Content);
