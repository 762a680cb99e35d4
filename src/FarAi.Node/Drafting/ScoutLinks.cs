using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using FarAi.Link;
using FarAi.Node.Peers;
using FarAi.Node.Stages;

namespace FarAi.Node.Drafting;

/// <summary>A scout's links to heads and tails, shared by the sessions of a triad's epoch. Safe to use from several threads.</summary>
internal sealed class ScoutLinks(PeerDialer dialer, ILinkHandler handler)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Key, Task<LinkConnection>> _links = [];

    /// <summary>The link to a member of the triad; dialled on first use. A newer epoch closes the links of the former one.</summary>
    /// <exception cref="LinkException">No link within the dialler's deadline.</exception>
    public async Task<LinkConnection> GetAsync(OpenDraft command, TriadRole place, CancellationToken cancellationToken)
    {
        var address = place == TriadRole.Head ? command.Head : command.Tail;
        var key = new Key(command.Triad, command.Epoch, place, address);
        Task<LinkConnection>? link;
        lock (_gate)
        {
            CloseFormer(command.Triad, command.Epoch);
            if (!_links.TryGetValue(key, out link) || link.IsFaulted || link.IsCanceled || link is { IsCompletedSuccessfully: true, Result.IsOpen: false })
            {
                var secret = LinkCredentials.SecretOf(command.ScoutKey);
                _links[key] = link = dialer.DialAsync(address, LinkRole.Scout, StageTerms.ScopeOf(command.Triad, place), secret, handler, cancellationToken);
            }
        }

        return await link;
    }

    /// <summary>Closes all links.</summary>
    public async Task CloseAsync(string reason)
    {
        Task<LinkConnection>[] links;
        lock (_gate)
        {
            links = [.. _links.Values];
            _links.Clear();
        }

        foreach (var link in links.Where(l => l.IsCompletedSuccessfully))
            await link.Result.CloseAsync(null, reason);
    }

    private void CloseFormer(TriadId triad, long epoch)
    {
        foreach (var (key, link) in _links.Where(l => l.Key.Triad == triad && l.Key.Epoch < epoch).ToArray())
        {
            _links.Remove(key);
            _ = CloseWhenOpenAsync(link);
        }
    }

    private static async Task CloseWhenOpenAsync(Task<LinkConnection> dialling)
    {
        try
        {
            await (await dialling).CloseAsync(LinkError.Superseded, "a newer epoch");
        }
        catch (Exception exception) when (exception is LinkException or OperationCanceledException)
        {
            // It never stood; whoever waited for it knows.
        }
    }

    private readonly record struct Key(TriadId Triad, long Epoch, TriadRole Place, PeerAddress Address);
}
