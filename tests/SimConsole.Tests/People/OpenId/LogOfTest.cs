using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SimConsole.Tests.People.OpenId;

/// <summary>What a console logs.</summary>
internal sealed class LogOfTest : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message, Exception? Exception)> _lines = new();

    public void Add(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this);

    /// <summary>That one line begins so, and that nothing is said with a stack, or as an error.</summary>
    public void SaysOnce(string beginning)
    {
        Assert.Single(_lines, line => line.Message.StartsWith(beginning, StringComparison.Ordinal) && !line.Message.Contains('\n', StringComparison.Ordinal));
        Assert.All(_lines, line => Assert.True(line is { Exception: null, Level: < LogLevel.Error }, line.Message));
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines.Select(line => line.Message));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception), exception));

    public void Dispose()
    {
    }
}
