using System.Collections.Concurrent;
using FarAi.Link;
using Microsoft.Extensions.Logging;

namespace FarAi.Link.Tests;

/// <summary>Keeps the lines that a server logs.</summary>
internal sealed class RecordedLog : ILogger<LinkServer>
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue(formatter(state, exception));
}
