using System.Diagnostics;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Telemetry;

/// <summary>Prometheus' own judge of metrics and rules.</summary>
internal static class Promtool
{
    public static string Deploy { get; } = Path.Combine(ConsoleProcess.ProjectDirectory(new DirectoryInfo(AppContext.BaseDirectory)), "deploy");

    /// <summary>That it finds nothing wrong. Skips the test where it is missing.</summary>
    public static async Task AgreesAsync(string input, params string[] arguments)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "promtool"))),
            "promtool is missing: install Debian's package prometheus.");
        using var promtool = Process.Start(new ProcessStartInfo("promtool", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        var (output, errors) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(promtool.ExitCode == 0, await output + await errors);
    }
}
