using FarAi.Core.Identity;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Grid;

/// <summary>One machine's end of a link to another one.</summary>
internal sealed class PeerLink(NodeProcess process, NodeId peer, PeerRole role, string triad) : ISimPeer
{
    private SimLink? _link;
    private Action? _opened;
    private Action<string>? _refused;

    public NodeId Peer { get; } = peer;

    public PeerRole Role { get; } = role;

    public string Triad { get; } = triad;

    /// <summary>What the accepting member had agreed to when the link came; null once that is over.</summary>
    public MemberTerms? Terms { get; set; }

    public bool IsOpen => _link is { IsOpen: true };

    /// <summary>Calls another machine; one of the two is called, once.</summary>
    public void Dial(SimNetwork network, SimHost from, SimHost to, PeerHello hello, Action opened, Action<string> refused)
    {
        (_opened, _refused) = (opened, refused);
        _link = network.Connect(from, to, this, hello);
    }

    public void Send(object message) => _link?.Send(message, message is Forward forward ? forward.Tokens.Length * 16384 : 256);

    /// <summary>Closes this end. Nobody here is told.</summary>
    public void Close(string reason)
    {
        (_opened, _refused) = (null, null);
        _link?.Close(reason);
    }

    void ISimPeer.OnOpened(SimLink link)
    {
        _link = link;
        process.Run(() =>
        {
            var opened = _opened;
            (_opened, _refused) = (null, null);
            opened?.Invoke();
        });
    }

    void ISimPeer.OnMessage(SimLink link, object message) => process.Run(() =>
    {
        if (link.IsOpen)
            process.OnPeerMessage(this, message);
    });

    void ISimPeer.OnClosed(SimLink link, string reason) => process.Run(() =>
    {
        var refused = _refused;
        (_opened, _refused) = (null, null);
        if (refused is not null)
            refused(reason);
        else
            process.OnPeerClosed(this);
    });
}
