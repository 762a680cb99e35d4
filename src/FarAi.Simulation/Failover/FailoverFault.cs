namespace FarAi.Simulation.Failover;

/// <summary>What the failover scenario does to a grid.</summary>
public enum FailoverFault
{
    /// <summary>Nothing: how long streams wait in a sound grid, for comparison.</summary>
    Nothing,

    /// <summary>A scout's process is killed; its links close.</summary>
    ScoutKilled,

    /// <summary>A scout hangs: its links stand, nothing moves.</summary>
    ScoutHung,

    /// <summary>A scout computes twenty times slower.</summary>
    ScoutSlow,

    /// <summary>The head's process is killed.</summary>
    HeadKilled,

    /// <summary>The middle's process is killed.</summary>
    MiddleKilled,

    /// <summary>The tail's process is killed.</summary>
    TailKilled,

    /// <summary>A member loses power: nobody is told.</summary>
    MemberPowerCut,

    /// <summary>The head hangs for one to ten seconds.</summary>
    HeadHung,

    /// <summary>The middle hangs for one to ten seconds.</summary>
    MiddleHung,

    /// <summary>The tail hangs for one to ten seconds.</summary>
    TailHung,

    /// <summary>A member hears its neighbours, but what it sends to one of them, or to its gateway, does not arrive.</summary>
    MemberCutOneWay,

    /// <summary>Two of three members are killed within 50 ms.</summary>
    TwoKilled,

    /// <summary>A member is killed, and the one who takes its place within half a second after it.</summary>
    StandbyKilledToo,

    /// <summary>All members of a triad and its mirrors are killed.</summary>
    TriadKilled,

    /// <summary>A control silo is killed.</summary>
    SiloKilled,

    /// <summary>A gateway is killed.</summary>
    GatewayKilled,

    /// <summary>All gateways are killed.</summary>
    GatewaysKilled,

    /// <summary>A member sleeps for 15 to 30 seconds and returns with what it knew before.</summary>
    MemberSleeps,

    /// <summary>A member is told to end (SIGTERM), has ten seconds to hand over its places, and leaves in good order.</summary>
    MemberLeaves,

    /// <summary>Whatever was going on when a second fault came within three seconds.</summary>
    TwoFaults,
}
