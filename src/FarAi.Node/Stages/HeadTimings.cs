namespace FarAi.Node.Stages;

/// <summary>What a head last measured of a session; zero where nothing is known yet.</summary>
/// <param name="RoundTrip">From the start of a round to its verdict's arrival.</param>
/// <param name="RoundTripPositions">Positions in that round.</param>
/// <param name="DraftTime">The scout's time per token.</param>
/// <param name="DraftDelay">From a rejected draft to the arrival of its replacement.</param>
internal readonly record struct HeadTimings(TimeSpan RoundTrip, int RoundTripPositions, TimeSpan DraftTime, TimeSpan DraftDelay);
