namespace SimConsole.Backup;

/// <summary>Settles, from the command line, a database that its own tools have put back.</summary>
public sealed class RestoredJob : CommandLineJob
{
    public override string Name => "restored";

    public override string Value => "";

    public override string Help => "after the database's own tools have put a backup back, and before the console is started: switches on nothing of it, compares all SIMs with the network, and ends";

    public override Task<int?> RunAsync(CommandLineRun run, CancellationToken token) => SettleAsync(run, token);

    /// <summary>Settles the restored database, and prints what was done.</summary>
    internal static async Task<int?> SettleAsync(CommandLineRun run, CancellationToken token)
    {
        var done = await run.Services.GetRequiredService<Restoration>().SettleAsync(token);
        await run.Output.WriteLineAsync($"{done.Ended} open changes that would have switched SIMs on have ended as failed; {done.Paused} bulk changes and {done.Plans} planned changes are paused.");
        await run.Output.WriteLineAsync("The next start compares all SIMs with the network: what that refuses stays off, and waits on the page Network for somebody to decide.");
        await run.Output.WriteLineAsync("What was reported lost since the backup is no longer held: report it again.");
        return ExitCodes.AllGood;
    }
}
