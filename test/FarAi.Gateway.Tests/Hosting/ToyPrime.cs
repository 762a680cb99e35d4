using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Gateway.Tests.Nodes;
using FarAi.Link;

namespace FarAi.Gateway.Tests.Hosting;

/// <summary>A node without a model: it is ready at once, and as tail it decides the tokens of a session, told in advance.</summary>
internal sealed class ToyPrime(int[] tokens, IReadOnlyList<ToyPrime> triad) : ILinkHandler, IAsyncDisposable
{
    private readonly NodeIdentity _identity = NodeIdentity.CreateEphemeral();
    private LinkConnection? _link;
    private volatile LoadShard? _shard;

    public async Task JoinAsync(Uri gateway)
    {
        var address = new UriBuilder(gateway) { Scheme = "ws", Path = "/link" }.Uri;
        _link = await LinkClient.ConnectAsync(address, _identity, new LinkCredentials(LinkRole.Node, "grid", LinkedNode.Token), this, new LinkOptions());
        _link.SendRegistration(LinkedNode.Registration);
    }

    public void OnFrame(LinkConnection link, in Frame frame)
    {
        if (frame.Kind != FrameKind.Command || !ControlPayload.TryRead(frame.Payload.Span, out NodeCommand? command))
            return;
        if (command is LoadShard load)
        {
            _shard = load;
            link.SendEvent(new ShardReady(load.Triad, load.Epoch, load.Role));
        }
        else if (command is OpenSession open)
        {
            triad.Single(p => p._shard?.Role == TriadRole.Tail).Generate(open);
        }
    }

    public void OnClosed(LinkConnection link, LinkError? error, string reason)
    {
    }

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
            await _link.DisposeAsync();
        _identity.Dispose();
    }

    private void Generate(OpenSession open)
    {
        var count = Math.Min(tokens.Length, open.MaxTokens);
        for (var i = 0; i < count; i++)
        {
            var finish = i < count - 1 ? FinishReason.None : count == open.MaxTokens ? FinishReason.Length : FinishReason.Stop;
            _link!.SendVerdict(new Verdict
            {
                Session = open.Session,
                Epoch = open.Epoch,
                Start = open.PromptLength + i,
                Tokens = [tokens[i]],
                Drafted = 1,
                Accepted = 1,
                Finish = finish,
            });
        }
    }
}
