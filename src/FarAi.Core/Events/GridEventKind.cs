using System.Text.Json.Serialization;

namespace FarAi.Core.Events;

/// <summary>What happened. Programs may meet kinds that are newer than they are: the event's sentence is always there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GridEventKind>))]
public enum GridEventKind
{
    /// <summary>None; not legal.</summary>
    None,

    /// <summary>A node linked and was given a layer.</summary>
    NodeJoined,

    /// <summary>A node's link closed.</summary>
    NodeLeft,

    /// <summary>A node's link stands, but nothing comes over it any more.</summary>
    NodeSilent,

    /// <summary>A node is about to leave, and works on until others have its places.</summary>
    NodeDraining,

    /// <summary>A node can't do its work.</summary>
    NodeProblem,

    /// <summary>A triad was formed and loads.</summary>
    TriadFormed,

    /// <summary>A member of a triad is lost: its detection.</summary>
    TriadMemberLost,

    /// <summary>The link between two members of a triad broke, and the grid still reaches both.</summary>
    TriadLinkLost,

    /// <summary>A new epoch of a triad is stored, with a standby in the place of a lost member.</summary>
    TriadPromoted,

    /// <summary>A triad serves.</summary>
    TriadReady,

    /// <summary>A triad lacks a member and has no standby.</summary>
    TriadWaiting,

    /// <summary>A triad goes on in a new activation: its silo ended or it was moved.</summary>
    TriadResumed,

    /// <summary>A session goes on with another triad.</summary>
    SessionMoved,

    /// <summary>A session was opened again on its triad.</summary>
    SessionReopened,

    /// <summary>A session goes on in a new activation: its silo ended or it was moved.</summary>
    SessionResumed,

    /// <summary>The first token of a session since it was opened again, moved or resumed.</summary>
    SessionRecovered,

    /// <summary>A session ended with an error.</summary>
    SessionFailed,

    /// <summary>A silo ends in good order; one that is killed shows in what resumes elsewhere.</summary>
    SiloEnded,

    /// <summary>A failover is over; the event has its timeline.</summary>
    Failover,

    /// <summary>More happened at a silo than it may record.</summary>
    EventsDropped,
}
