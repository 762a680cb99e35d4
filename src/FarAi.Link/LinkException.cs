namespace FarAi.Link;

/// <summary>A link could not be made or had to be closed, and why. A handler may throw one to close its link by that name.</summary>
public sealed class LinkException : Exception
{
    /// <summary>A named error with a line for people.</summary>
    public LinkException(LinkError error, string reason, Exception? inner = null)
        : base($"{error}: {reason}", inner)
    {
        Error = error;
        Reason = reason;
    }

    /// <summary>The error's name.</summary>
    public LinkError Error { get; }

    /// <summary>What happened, in one line, without the name.</summary>
    public string Reason { get; }

    /// <summary>Whether trying again with the same configuration is pointless.</summary>
    public bool IsPermanent => Error is LinkError.ProtocolVersion or LinkError.EnrolmentToken or LinkError.Signature;
}
