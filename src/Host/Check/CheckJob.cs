using SimConsole.Data;

namespace SimConsole.Host.Check;

/// <summary>Looks from the command line whether all that the console needs is well, and changes nothing: before the first start, and when something is odd.</summary>
public sealed class CheckJob : CommandLineJob
{
    private const int NameColumn = 20;

    /// <summary>How long one look may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public override string Name => "check";

    public override string Value => "";

    public override string Help => "says whether configuration, database, network authority, clock, disk, proxy and keys are well, and ends";

    /// <summary>The job reports itself what is wrong with the database.</summary>
    public override bool NeedsDatabase => false;

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        // A fault of the database is reported once, below.
        run.Services.GetRequiredService<DatabaseCondition>().Starts = true;
        var worst = CheckState.Well;
        foreach (var check in run.Services.GetServices<ICheck>().Prepend(ActivatorUtilities.CreateInstance<ConfigurationCheck>(run.Services)))
        {
            var result = await LookAsync(check, token);
            worst = (CheckState)Math.Max((int)worst, (int)result.State);
            await run.Output.WriteLineAsync($"{Word(result.State),-6}{check.Name.PadRight(NameColumn)}{result.Says.ReplaceLineEndings(" ")}");
        }

        await run.Output.WriteLineAsync(worst switch
        {
            CheckState.Well => "All is well.",
            CheckState.Doubtful => "Nothing is wrong. Check whether what is doubtful is intended.",
            _ => "Something is wrong, and the console will not work. Do what the lines marked BAD say.",
        });
        return worst == CheckState.Bad ? ExitCodes.SomeBad : ExitCodes.AllGood;
    }

    private static async Task<CheckResult> LookAsync(ICheck check, CancellationToken token)
    {
        try
        {
            return await check.LookAsync(token).WaitAsync(Patience, token);
        }
        catch (TimeoutException)
        {
            return CheckResult.Bad($"It did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (Exception fault) when (!token.IsCancellationRequested)
        {
            return CheckResult.Bad(fault.Message);
        }
    }

    private static string Word(CheckState state) => state switch
    {
        CheckState.Well => "ok",
        CheckState.Doubtful => "?",
        _ => "BAD",
    };
}
