using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace SimConsole.Host.Draining;

/// <summary>
/// Ends the program when it is told to: on SIGTERM after <see cref="ShutdownOptions.Drain"/>, and at once by Ctrl+C or a second signal. The host's own lifetime begins to end at once,
/// and with it every page that is open, before a proxy has had time to notice.
/// </summary>
internal sealed partial class DrainingLifetime(IHostApplicationLifetime application, Drain drain, IOptions<ShutdownOptions> options, TimeProvider time, ILogger<DrainingLifetime> log)
    : IHostLifetime, IDisposable
{
    private PosixSignalRegistration[] _signals = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Handle(PosixSignalContext context)
    {
        // The program ends by itself, with all that it holds.
        context.Cancel = true;
        _ = EndAsync(drain.TryBegin() && context.Signal == PosixSignal.SIGTERM ? options.Value.Drain : TimeSpan.Zero);
    }

    private async Task EndAsync(TimeSpan after)
    {
        if (after > TimeSpan.Zero)
        {
            LogDraining(log, after);
            await Task.Delay(after, time);
        }

        application.StopApplication();
    }

    [LoggerMessage(LogLevel.Information, "Told to end: it serves for {After} more, and is not ready for anybody new")]
    private static partial void LogDraining(ILogger log, TimeSpan after);
}
