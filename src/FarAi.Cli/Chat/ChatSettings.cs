namespace FarAi.Cli.Chat;

/// <summary>How answers are generated; null leaves the choice to the gateway.</summary>
internal sealed record ChatSettings(string? Model, double? Temperature, int? MaxTokens, long? Seed, string? System);
