namespace SimConsole.Audit;

/// <summary>Says from the command line whether the audit is as it was written.</summary>
public sealed class VerifyAuditJob : CommandLineJob
{
    public override string Name => "verify-audit";

    public override string Value => "";

    public override string Help => "says whether the audit is as it was written, names the first entry that is not, and ends";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        var verdict = await run.Services.GetRequiredService<AuditVerifier>().VerifyAsync(token);
        if (verdict.Fault is { } fault)
        {
            await run.Errors.WriteLineAsync(fault);
            return ExitCodes.SomeBad;
        }

        if (verdict.Unverified > 0)
        {
            await run.Errors.WriteLineAsync($"{verdict.Unverified} of {verdict.Entries} entries were sealed by a key that is not in {run.Services.GetRequiredService<AuditKeys>().Path}. Run this where that key is.");
            return ExitCodes.SomeBad;
        }

        await run.Output.WriteLineAsync($"{verdict.Entries} entries in {verdict.Chains} chains are as they were written.");
        return ExitCodes.AllGood;
    }
}
