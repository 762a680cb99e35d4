using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Speculation;
using FarAi.Core.Triads;
using FarAi.Inference.Catalog;

namespace FarAi.Grains.Sessions;

/// <summary>Where a session runs now, and the commands that start it there. Immutable.</summary>
internal sealed record SessionRoute(TriadView Triad, PeerAddress? Scout)
{
    /// <summary>Whether a fault counts: only a member of the present epoch may give the session up.</summary>
    public bool MayFault(NodeId sender, long epoch) => epoch == Triad.Epoch && Triad.Members.Any(m => m.Address.Node == sender);

    /// <summary>What the head is told.</summary>
    public OpenSession OpenHead(SessionRequest request, ServedModel model, IReadOnlyList<int> tokens, SpeculationPlan plan) => new(
        request.Session, Triad.Triad, Triad.Epoch, tokens, request.Prompt.Count, request.MaxTokens, model.Config.EndTokens, request.Sampling, plan);

    /// <summary>What the scout is told; null where there is none.</summary>
    public OpenDraft? OpenScout(SessionRequest request, ServedModel model, IReadOnlyList<int> tokens, SpeculationPlan plan) =>
        Scout is null || model.Draft is null || Triad.Head is null || Triad.Tail is null
            ? null
            : new OpenDraft(
                request.Session, Triad.Triad, Triad.Epoch, model.Draft, tokens, request.Sampling, plan, Triad.Head, Triad.Tail, Triad.ScoutKey);
}
