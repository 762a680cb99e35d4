using FarAi.Core.Events;
using FarAi.Core.Identity;

namespace FarAi.Core.Tests.Events;

/// <summary>Events with times in milliseconds after a fixed moment.</summary>
internal static class Happened
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly TriadId T1 = new("local/m/t1");
    public static readonly TriadId T2 = new("local/m/t2");
    public static readonly NodeId A = new("node-a");
    public static readonly SessionId S = new(1);

    public static DateTimeOffset At(double ms) => Start.AddMilliseconds(ms);

    public static GridEvent Of(GridEventKind kind, double ms) => new() { Time = At(ms), Kind = kind, Region = "local", Text = "" };

    public static GridEvent Lost(double ms, TriadId triad, int sessions, long epoch = 2) =>
        Of(GridEventKind.TriadMemberLost, ms) with { Triad = triad, Node = A, Sessions = sessions, Epoch = epoch };

    public static GridEvent Promoted(double ms, TriadId triad, long epoch = 2) => Of(GridEventKind.TriadPromoted, ms) with { Triad = triad, Epoch = epoch };

    public static GridEvent Ready(double ms, TriadId triad, long epoch = 2) => Of(GridEventKind.TriadReady, ms) with { Triad = triad, Epoch = epoch };

    public static GridEvent Recovered(double ms, TriadId triad, long epoch = 2) =>
        Of(GridEventKind.SessionRecovered, ms) with { Triad = triad, Epoch = epoch, Session = S };
}
