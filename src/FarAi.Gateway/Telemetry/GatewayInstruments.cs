using System.Diagnostics.Metrics;
using System.Globalization;

namespace FarAi.Gateway.Telemetry;

/// <summary>What the gateway measures. Tag values come from small fixed sets, never from requests.</summary>
public sealed class GatewayInstruments
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FarAi.Gateway";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _timeToResumedToken;
    private readonly Histogram<double> _interToken;
    private readonly UpDownCounter<long> _activeStreams;
    private readonly UpDownCounter<long> _nodeLinks;
    private readonly Counter<long> _resumedReads;
    private readonly Counter<long> _repeatedCalls;

    /// <summary>Makes the instruments.</summary>
    public GatewayInstruments(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var meter = factory.Create(MeterName);
        _requests = meter.CreateCounter<long>("farai.gateway.requests", "{request}", "Requests answered, by endpoint and status.");
        _timeToFirstToken = meter.CreateHistogram<double>("farai.gateway.time_to_first_token", "s", "From a request's arrival to its first token.");
        _timeToResumedToken = meter.CreateHistogram<double>(
            "farai.gateway.time_to_resumed_token", "s", "From the arrival of a request that resumes a stream to its first token. Resumed streams count in no other time.");
        _interToken = meter.CreateHistogram<double>("farai.gateway.inter_token_time", "s", "Time per token between two arrivals of tokens in one stream.");
        _activeStreams = meter.CreateUpDownCounter<long>("farai.gateway.active_streams", "{stream}", "Generations that run through this gateway.");
        _nodeLinks = meter.CreateUpDownCounter<long>("farai.gateway.node_links", "{link}", "Nodes linked to this gateway.");
        _resumedReads = meter.CreateCounter<long>("farai.gateway.resumed_reads", "{read}", "Broken token streams that were taken up again.");
        _repeatedCalls = meter.CreateCounter<long>("farai.gateway.repeated_calls", "{call}", "Grain calls that got no answer and were made again.");
    }

    internal void OnRequestAnswered(string endpoint, int status) => _requests.Add(
        1, new("endpoint", endpoint), new("status", status.ToString(CultureInfo.InvariantCulture)));

    internal void OnFirstToken(string endpoint, TimeSpan elapsed) => _timeToFirstToken.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));

    internal void OnResumedToken(string endpoint, TimeSpan elapsed) =>
        _timeToResumedToken.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("endpoint", endpoint));

    internal void OnLaterTokens(string endpoint, TimeSpan elapsed, int tokens) =>
        _interToken.Record(elapsed.TotalSeconds / tokens, new KeyValuePair<string, object?>("endpoint", endpoint));

    internal void OnStreamStarted() => _activeStreams.Add(1);

    internal void OnStreamEnded() => _activeStreams.Add(-1);

    internal void OnNodeLinked() => _nodeLinks.Add(1);

    internal void OnNodeUnlinked() => _nodeLinks.Add(-1);

    internal void OnReadResumed() => _resumedReads.Add(1);

    internal void OnCallRepeated() => _repeatedCalls.Add(1);
}
