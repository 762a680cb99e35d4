using FarAi.Core.Identity;
using FarAi.Core.Nodes;
using FarAi.Core.Triads;
using Orleans;
using Orleans.Concurrency;

namespace FarAi.Grains.Triads;

/// <summary>Three Prime nodes that hold one target model. Key: triad id.</summary>
[Alias("farai.ITriadGrain")]
public interface ITriadGrain : IGrainWithStringKey
{
    /// <summary>Forms from these nodes; a triad that exists already ignores it.</summary>
    [Alias("Form"), OneWay]
    Task Form(TriadProposal proposal);

    /// <summary>A free Prime may stand by.</summary>
    [Alias("OfferStandby"), OneWay]
    Task OfferStandby(TriadCandidate candidate);

    /// <summary>A member or standby reports.</summary>
    [Alias("OnEvent"), OneWay]
    Task OnEvent(NodeId node, NodeEvent report);

    /// <summary>A member or standby is gone.</summary>
    [Alias("MemberLost"), OneWay]
    Task MemberLost(NodeId node);

    /// <summary>A member or standby is about to leave: others take its places first, if there are any.</summary>
    [Alias("Drain"), OneWay]
    Task Drain(NodeId node);

    /// <summary>A session wants to be told of every later change. It asks again now and then: a triad that was moved has forgotten who asked.</summary>
    [Alias("Attach"), ResponseTimeout("00:00:05")]
    Task<TriadView> Attach(SessionId session);

    /// <summary>The session ended.</summary>
    [Alias("Detach"), OneWay]
    Task Detach(SessionId session);

    /// <summary>What operators see of the triad.</summary>
    [Alias("GetStatus"), ReadOnly]
    Task<TriadView> GetStatus();
}
