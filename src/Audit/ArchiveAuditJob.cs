using System.Globalization;

namespace SimConsole.Audit;

/// <summary>Takes old entries of the audit out of the database, from the command line.</summary>
public sealed class ArchiveAuditJob : CommandLineJob
{
    private const int MostDays = 36_500;

    public override string Name => "archive-audit";

    public override string Value => "DAYS";

    public override string Help => "takes what is older than DAYS days out of the audit into a sealed file, and ends";

    public override string? Fault(string value) => DaysOf(value) is >= 1 and <= MostDays ? null : $"--archive-audit takes a number of days from 1 to {MostDays}.";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        if (run.Services.GetRequiredService<AuditKeys>().Path is null)
        {
            await run.Errors.WriteLineAsync("A database in memory has no folder beside it. Nothing was taken out.");
            return ExitCodes.Unusable;
        }

        try
        {
            var written = await run.Services.GetRequiredService<AuditArchive>().WriteAsync(TimeSpan.FromDays(DaysOf(run.Value)), Caller.CommandLine, token);
            await run.Output.WriteLineAsync(written is { } file ? $"{file.Entries} entries are in {file.Path}." : "Nothing is that old. Nothing was taken out.");
            return ExitCodes.AllGood;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await run.Errors.WriteLineAsync($"The file cannot be written: {fault.Message} Nothing was taken out.");
            return ExitCodes.Unusable;
        }
    }

    private static int DaysOf(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : 0;
}
