using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Completions;

/// <summary>Times a generation's tokens: the first from the request's arrival, later ones from those before.</summary>
internal sealed class TokenClock(TimeProvider time, GatewayInstruments instruments, string endpoint, long arrival)
{
    private long _last;

    /// <summary>Tokens so far.</summary>
    public int Tokens { get; private set; }

    public void OnChunk(SessionChunk chunk)
    {
        if (chunk.Tokens.Count == 0)
            return;
        var now = time.GetTimestamp();
        if (Tokens == 0)
            instruments.OnFirstToken(endpoint, time.GetElapsedTime(arrival, now));
        else
            instruments.OnLaterTokens(endpoint, time.GetElapsedTime(_last, now), chunk.Tokens.Count);
        Tokens += chunk.Tokens.Count;
        _last = now;
    }
}
