using FarAi.Core.Identity;
using FarAi.Core.Sampling;
using FarAi.Grains.Sessions;
using FarAi.Simulation.Engine;
using FarAi.Simulation.Grid;
using FarAi.Simulation.Invariants;
using FarAi.Simulation.Network;

namespace FarAi.Simulation.Workload;

/// <summary>Clients come as a Poisson process, now and then in bursts, and ask for what the options' distributions give.</summary>
internal sealed class Arrivals(GridWorld world, WorkloadOptions options, SimulatedModel model)
{
    private static readonly TimeSpan Ramp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SeededRandom _random = world.Kernel.Stream("workload");
    private bool _isOpen;
    private ulong _sessions;

    public void Open()
    {
        _isOpen = true;
        if (options.Concurrent is not { } clients)
            Next();
        else
            for (var i = 0; i < clients; i++)
                Follow(Ramp);
    }

    public void Close() => _isOpen = false;

    /// <summary>A client is done.</summary>
    public void OnDone()
    {
        if (_isOpen && options.Concurrent is not null)
            Follow(Pause);
    }

    /// <summary>One client, now.</summary>
    public SimulatedClient Arrive()
    {
        var (request, expected) = Draw();
        world.Monitor.Expect(request, expected);
        int? leaves = _random.Chance(options.CancelChance) ? _random.Next(1 + expected.Tokens.Count) : null;
        var host = world.Network.AddHost($"client {request.Session}", _random.Pick(WorldMap.Cities));
        var client = new SimulatedClient(world, host, request, expected, leaves, _random);
        world.Add(client);
        client.Connect();
        return client;
    }

    private void Follow(TimeSpan within) => world.Kernel.Schedule(_random.Between(TimeSpan.Zero, within), () =>
    {
        if (_isOpen)
            Arrive();
    });

    private void Next() => world.Kernel.Schedule(_random.Exponential(options.MeanGap), () =>
    {
        if (!_isOpen)
            return;
        var count = _random.Chance(options.BurstChance) ? options.BurstSize : 1;
        for (var i = 0; i < count; i++)
            world.Kernel.Schedule(TimeSpan.FromSeconds(i == 0 ? 0 : _random.NextDouble()), () => Arrive());
        Next();
    });

    private (SessionRequest Request, ExpectedOutput Expected) Draw()
    {
        int[] prompt = [.. Enumerable.Range(0, Length(options.MedianPrompt)).Select(_ => 'a' + _random.Next(26))];
        var greedy = _random.Chance(0.3);
        var request = new SessionRequest
        {
            Session = new SessionId(StableHash.Of(world.Kernel.Seed, ++_sessions)),
            Model = model.Served.Id,
            Prompt = prompt,
            Sampling = greedy ? SamplingParameters.Greedy : new SamplingParameters(0.8, 0.95, 0, _random.Next()),
            MaxTokens = Length(options.MedianTokens),
            Gamma = _random.Chance(options.FixedGammaChance) ? _random.Next(9) : null,
            Region = world.Region,
        };
        var expected = ExpectedOutput.Of(model, request);
        if (!_random.Chance(options.StopChance) || expected.Text.Length < 4)
            return (request, expected);
        // Half of the stop strings do occur.
        var at = _random.Next(expected.Text.Length - 2);
        request = request with { Stop = [_random.Chance(0.5) ? expected.Text[at..(at + 2)] : "zqx"] };
        return (request, ExpectedOutput.Of(model, request));
    }

    private int Length(int median) => Math.Clamp((int)(median * _random.LogNormal(0.8)), 1, options.Longest);
}
