using Microsoft.Extensions.Logging;

namespace FarAi.Benchmarks;

internal static partial class BenchmarkLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Silent since {Heard}.")]
    public static partial void Silent(ILogger logger, long heard);
}
