using System.Net.Sockets;
using SimConsole.Data;

namespace SimConsole.Host;

/// <summary>Says why the program cannot start: in a sentence and not with a stack trace, where a person can correct the cause.</summary>
internal static class StartFaults
{
    private static volatile bool _serves;

    /// <summary>From here on, if the program cannot start as it is configured, it says so and ends with <see cref="ExitCodes.Unusable"/>.</summary>
    public static void SayInSentences() => AppDomain.CurrentDomain.UnhandledException += (_, unhandled) =>
    {
        if (SentenceOf((Exception)unhandled.ExceptionObject) is { } sentence)
        {
            Console.Error.WriteLine(sentence);
            Environment.Exit(ExitCodes.Unusable);
        }
    };

    /// <summary>Keeps the host, which logs a failure at start with a stack trace, from reporting it a second time.</summary>
    public static IServiceCollection AddStartFaults(this IServiceCollection services) =>
        services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => _serves && level >= LogLevel.Information));

    /// <summary>Begins to serve.</summary>
    /// <exception cref="ConfigurationException">It cannot serve at the configured addresses.</exception>
    public static async Task ServeAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
            _serves = true;
        }
        catch (Exception fault) when (fault is IOException or SocketException || fault.Source?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true)
        {
            throw new ConfigurationException($"Urls is '{app.Configuration[WebHostDefaults.ServerUrlsKey]}', where the console cannot serve: {fault.Message}", fault);
        }
    }

    /// <summary>The sentence about a fault of the configuration; null for a fault of the program.</summary>
    private static string? SentenceOf(Exception fault) => fault switch
    {
        ConfigurationException => fault.Message,
        _ when !_serves && DatabaseTrouble.Of(fault) is { } trouble => $"The database of {DataServices.ConnectionStringKey} cannot be used. {trouble.Says} ({fault.GetBaseException().Message.ReplaceLineEndings(" ")})",
        InvalidDataException { InnerException: FormatException broken } => $"{fault.Message} {(broken.InnerException ?? broken).Message}",
        _ => null,
    };
}
