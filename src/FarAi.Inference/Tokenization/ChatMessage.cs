namespace FarAi.Inference.Tokenization;

/// <summary>One turn of a chat: who speaks (<c>system</c>, <c>user</c>, <c>assistant</c>) and what is said.</summary>
public sealed record ChatMessage(string Role, string Content);
