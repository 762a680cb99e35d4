using FarAi.Simulation.Engine;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Tests.Network;

public sealed class LinkTests
{
    private static readonly City Frankfurt = WorldMap.Of("frankfurt");
    private static readonly City Tokyo = WorldMap.Of("tokyo");
    private readonly SimulationKernel _kernel = new(seed: 3);

    [Fact]
    public void AMessage_TakesHalfARoundTrip_AndOpeningAWholeOne()
    {
        var (near, far, network) = Connect(new NetworkOptions { Jitter = TimeSpan.Zero, Loss = 0 });
        var trip = network.RoundTrip(Frankfurt, Tokyo);
        _kernel.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(trip.TotalMilliseconds, near.OpenedAt!.Value.TotalMilliseconds, 0.1);

        near.Link!.Send("hello", bytes: 25_000_000);
        _kernel.Run(TimeSpan.FromSeconds(10));
        var (at, message) = Assert.Single(far.Received);
        Assert.Equal("hello", message);
        // A second for the bytes.
        Assert.Equal(2000 + (trip.TotalMilliseconds / 2) + 1000, at.TotalMilliseconds, 0.1);
    }

    [Fact]
    public void Messages_ArriveInOrder_WhateverJitterAndLossDo()
    {
        var (near, far, _) = Connect(new NetworkOptions { Jitter = TimeSpan.FromMilliseconds(50), Loss = 0.2 });
        _kernel.Run(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 500; i++)
        {
            var number = i;
            _kernel.Schedule(TimeSpan.FromMilliseconds(i), () => near.Link!.Send(number));
        }

        _kernel.Run(TimeSpan.FromMinutes(10));
        Assert.Equal(Enumerable.Range(0, 500).Cast<object>(), far.Received.Select(r => r.Message));
    }

    [Fact]
    public void Datagrams_GetLostAndOvertake()
    {
        var network = new SimNetwork(_kernel, new NetworkOptions { Jitter = TimeSpan.FromMilliseconds(20), Loss = 0.1 });
        var (from, to) = (network.AddHost("a", Frankfurt), network.AddHost("b", Tokyo));
        var received = new List<int>();
        to.OnDatagram = (_, message) => received.Add((int)message);
        for (var i = 0; i < 1000; i++)
        {
            var number = i;
            _kernel.Schedule(TimeSpan.FromMilliseconds(i), () => network.SendDatagram(from, to, number));
        }

        _kernel.Run(TimeSpan.FromMinutes(1));
        Assert.InRange(received.Count, 850, 950);
        Assert.NotEqual(received.Order(), received);
    }

    [Fact]
    public void AClose_ArrivesAfterWhatWasSentBefore()
    {
        var (near, far, _) = Connect(new NetworkOptions { Loss = 0.3 });
        _kernel.Run(TimeSpan.FromMinutes(1));
        near.Link!.Send("last");
        near.Link.Close("done");
        near.Link.Send("too late");
        _kernel.Run(TimeSpan.FromMinutes(10));
        Assert.Equal("last", Assert.Single(far.Received).Message);
        Assert.Equal("done", Assert.Single(far.Closed).Reason);
        Assert.Empty(near.Closed);
    }

    [Fact]
    public void AShortCut_DelaysAndLosesNothing()
    {
        var (near, far, network) = Connect(new NetworkOptions { Loss = 0 });
        _kernel.Run(TimeSpan.FromSeconds(5));
        var cut = network.Cut(host => host.City == Frankfurt, host => host.City == Tokyo);
        near.Link!.Send("one");
        near.Link.Send("two");
        far.Link!.Send("the other way is open");
        _kernel.Run(TimeSpan.FromSeconds(9));
        Assert.Empty(far.Received);
        Assert.Single(near.Received);

        cut.Dispose();
        _kernel.Run(TimeSpan.FromSeconds(30));
        Assert.Equal(["one", "two"], far.Received.Select(r => r.Message));
        Assert.Empty(near.Closed);
    }

    [Fact]
    public void ALongCut_ClosesTheEndThatWaits_AndTheOtherOnceItIsHealed()
    {
        var (near, far, network) = Connect(new NetworkOptions { Loss = 0 });
        _kernel.Run(TimeSpan.FromSeconds(5));
        var cuts = network.Partition(host => host.City == Frankfurt);
        near.Link!.Send("into the void");
        _kernel.Run(TimeSpan.FromSeconds(16));
        Assert.Equal("timed out", Assert.Single(near.Closed).Reason);
        Assert.Empty(far.Closed);

        foreach (var cut in cuts)
            cut.Dispose();
        _kernel.Run(TimeSpan.FromSeconds(20));
        Assert.Equal("connection reset", Assert.Single(far.Closed).Reason);
        Assert.Empty(far.Received);
    }

    [Fact]
    public void AOneWayCut_StopsAcknowledgements_SoTheSenderTimesOut()
    {
        var (near, far, network) = Connect(new NetworkOptions { Loss = 0 });
        _kernel.Run(TimeSpan.FromSeconds(5));
        network.Cut(host => host.City == Tokyo, host => host.City == Frankfurt);
        near.Link!.Send("arrives");
        _kernel.Run(TimeSpan.FromSeconds(16));
        Assert.Equal("arrives", Assert.Single(far.Received).Message);
        Assert.Equal("timed out", Assert.Single(near.Closed).Reason);
    }

    [Theory]
    [InlineData(false, 0.3)]
    [InlineData(true, 20)]
    public void ACrash_IsHeardATripLater_OrOnlyByTimeOut(bool silent, double withinSeconds)
    {
        var (near, far, _) = Connect(new NetworkOptions { Loss = 0 });
        _kernel.Run(TimeSpan.FromSeconds(5));
        far.Link!.Local.Crash(silent);
        _kernel.Run(TimeSpan.FromSeconds(5 + withinSeconds));
        Assert.Single(near.Closed);
        Assert.Equal(silent, near.Closed[0].At > TimeSpan.FromSeconds(6));
        Assert.Empty(far.Closed);
    }

    [Fact]
    public void AHostWithoutListener_RefusesTheCaller()
    {
        var (near, _, _) = Connect(new NetworkOptions(), refuses: true);
        _kernel.Run(TimeSpan.FromSeconds(5));
        Assert.Null(near.OpenedAt);
        Assert.Equal("connection refused", Assert.Single(near.Closed).Reason);
    }

    private (Correspondent Near, Correspondent Far, SimNetwork Network) Connect(NetworkOptions options, bool refuses = false)
    {
        var network = new SimNetwork(_kernel, options);
        var near = new Correspondent(_kernel);
        var far = new Correspondent(_kernel) { Refuses = refuses };
        var (from, to) = (network.AddHost("a", Frankfurt), network.AddHost("b", Tokyo));
        to.Listener = far;
        network.Connect(from, to, near);
        return (near, far, network);
    }
}
