using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SimConsole.Data;

/// <summary>
/// Keeps the effects of database trouble on each attempt out of the log, whoever logs them, the framework included: <see cref="DatabaseCondition"/> has logged
/// the trouble once. They are still logged at level Debug.
/// </summary>
internal sealed class QuietLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    public static void AddTo(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(provider => new QuietLoggers(new LoggerFactory(
        provider.GetServices<ILoggerProvider>(),
        provider.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
        provider.GetRequiredService<IOptions<LoggerFactoryOptions>>()))));

    public ILogger CreateLogger(string categoryName) => new Quiet(loggers.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose() => loggers.Dispose();

    private sealed class Quiet(ILogger log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => log.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Log(logLevel > LogLevel.Debug && DatabaseTrouble.Of(exception) is not null ? LogLevel.Debug : logLevel, eventId, state, exception, formatter);
    }
}
