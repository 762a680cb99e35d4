using FarAi.Gateway.Telemetry;
using FarAi.Grains.Sessions;

namespace FarAi.Gateway.Completions;

/// <summary>
/// Times a generation's tokens: the first from the request's arrival, later ones from those before. A resumed stream may bring tokens that
/// were timed before, so only its first is timed, apart.
/// </summary>
internal sealed class TokenClock(TimeProvider time, GatewayInstruments instruments, string endpoint, long arrival, bool isResumed = false)
{
    private long _last;

    public void OnChunk(SessionChunk chunk)
    {
        if (chunk.Tokens.Count == 0)
            return;
        var now = time.GetTimestamp();
        if (isResumed)
        {
            if (_last == 0)
                instruments.OnResumedToken(endpoint, time.GetElapsedTime(arrival, now));
        }
        else if (_last == 0)
            instruments.OnFirstToken(endpoint, time.GetElapsedTime(arrival, now));
        else
            instruments.OnLaterTokens(endpoint, time.GetElapsedTime(_last, now), chunk.Tokens.Count);
        _last = now;
    }
}
