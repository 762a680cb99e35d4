using FarAi.Simulation.Engine;
using Microsoft.Extensions.Logging;

namespace FarAi.Simulation.Grid;

/// <summary>What silos log, as text beside the trace, for a person who looks for a fault. Never part of the trace's hash.</summary>
internal sealed class TraceLog(SimulationKernel kernel, Action<string> listener) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
    }

    private sealed class Logger(TraceLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write($"{logLevel} {category}: {formatter(state, exception)} {exception?.GetType().Name} {exception?.Message}");
    }

    private void Write(string text) => listener(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kernel.Now.TotalSeconds,14:0.000000} log {text}"));
}
