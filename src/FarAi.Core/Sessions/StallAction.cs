namespace FarAi.Core.Sessions;

/// <summary>What a session does about silence.</summary>
public enum StallAction
{
    /// <summary>Nothing: all is well, or it is too early to say.</summary>
    None,

    /// <summary>Ask the tail for what it committed meanwhile: verdicts may have been lost on their way.</summary>
    Ask,

    /// <summary>Open the session on its nodes again: they have lost it, or its rounds.</summary>
    Reopen,
}
