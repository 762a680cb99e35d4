using FarAi.Gateway.Hosting;
using FarAi.Link;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FarAi.Gateway.Nodes;

/// <summary>Where nodes join: the grid's key and the rule that decides who may.</summary>
internal sealed class NodeEndpoint : IDisposable
{
    /// <summary>The scope that a joining node names.</summary>
    public const string Scope = "grid";

    private readonly NodeIdentity _identity;

    public NodeEndpoint(IOptions<GatewayOptions> options, NodeLinkHandler handler, TimeProvider time, ILogger<LinkServer> logger)
    {
        var token = options.Value.EnrolmentToken;
        var secret = token.Length == 0 ? null : LinkCredentials.SecretOf(token);
        _identity = options.Value.IdentityPath is { } path ? NodeIdentity.LoadOrCreate(path) : NodeIdentity.CreateEphemeral();
        Server = new LinkServer(
            _identity, hello => hello is { Role: LinkRole.Node, Scope: Scope } ? secret : null, handler,
            new LinkOptions { InjectedDelay = options.Value.InjectedLinkDelay, TimeProvider = time }, logger);
    }

    public LinkServer Server { get; }

    public void Dispose() => _identity.Dispose();
}
