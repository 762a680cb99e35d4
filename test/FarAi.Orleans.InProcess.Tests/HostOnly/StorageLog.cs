using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace FarAi.Orleans.InProcess.Tests.HostOnly;

/// <summary>Keeps what the host logs about its storage.</summary>
internal sealed class StorageLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = formatter(state, exception);
        if (line.Contains("rain storage", StringComparison.Ordinal))
            _lines.Enqueue($"{logLevel}: {line}");
    }

    public void Dispose()
    {
    }
}
