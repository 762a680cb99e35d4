namespace FarAi.Link;

/// <summary>What the dialling side of a link is to the accepting one. The numbers cross the wire.</summary>
public enum LinkRole : byte
{
    /// <summary>A node joins the grid; the secret is an enrolment token.</summary>
    Node = 1,

    /// <summary>A member of a triad reaches the next one; scope: the triad, secret: the epoch's member key.</summary>
    Member = 2,

    /// <summary>A scout reaches the head or the tail of a triad; scope: the triad, secret: the epoch's scout key.</summary>
    Scout = 3,

    /// <summary>A mirror reaches the member before its place; scope: that member's place, secret: the epoch's member key. Results come to the dialler.</summary>
    Mirror = 4,

    /// <summary>As <see cref="Mirror"/>, but nothing is sent before the dialler has taken the place.</summary>
    Standby = 5,
}
