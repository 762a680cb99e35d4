using FarAi.Core.Identity;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Grid;

/// <summary>One machine's end of a link to another one.</summary>
internal sealed class PeerLink(NodeProcess process, NodeId peer, PeerRole role, string scope) : ISimPeer
{
    private SimLink? _link;
    private Action? _opened;
    private Action<string>? _refused;

    public NodeId Peer { get; } = peer;

    public PeerRole Role { get; } = role;

    /// <summary>The place of this machine that it belongs to.</summary>
    public string Scope { get; } = scope;

    /// <summary>At the accepting end: the terms under which it stands; null once they are over.</summary>
    public MemberTerms? Terms { get; private set; }

    /// <summary>At the accepting end: whether anything came over it under these terms. A mirror's link to the place after its own is silent until it is promoted, and its end concerns nobody.</summary>
    public bool HasSpoken { get; private set; }

    public bool IsOpen => _link is { IsOpen: true };

    /// <summary>It stands under new terms, or under none any more.</summary>
    public void Renew(MemberTerms? terms) => (Terms, HasSpoken) = (terms, false);

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
        HasSpoken = true;
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
