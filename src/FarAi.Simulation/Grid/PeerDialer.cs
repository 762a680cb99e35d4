using FarAi.Core.Nodes;

namespace FarAi.Simulation.Grid;

/// <summary>Calls other machines as a real node does: a refusal is tried again, at growing pauses, until a deadline.</summary>
internal static class PeerDialer
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    public static void Dial(
        NodeProcess process, PeerAddress address, PeerRole role, string from, string to, string secret, Action<PeerLink> opened, Action<string> failed,
        Func<bool> stillWanted)
    {
        var started = process.Now;
        Try(TimeSpan.FromMilliseconds(20));

        void Try(TimeSpan pause)
        {
            if (!stillWanted())
                return;
            if (process.World.HostOf(address.Node) is not { } host)
            {
                failed("nobody answers at that address");
                return;
            }

            var link = new PeerLink(process, address.Node, role, from);
            link.Dial(
                process.World.Network, process.Host, host, new PeerHello(process.Id, role, to, secret), () => opened(link),
                reason =>
                {
                    if (process.Now - started + pause >= Deadline)
                        failed(reason);
                    else
                        process.After(pause, () => Try(pause * 2 < LongestPause ? pause * 2 : LongestPause));
                });
        }
    }
}
