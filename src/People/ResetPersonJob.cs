using SimConsole.People.OpenId;

namespace SimConsole.People;

/// <summary>Lets a person who cannot sign in do so again, from the command line.</summary>
public sealed class ResetPersonJob : CommandLineJob
{
    public override string Name => "reset-person";

    public override string Value => "NAME";

    public override string Help => "gives the person of that name a new password, prints it, takes the second factor away, ends all that the person has open, and ends";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        var reset = await run.Services.GetRequiredService<PeopleService>().ResetAsync(run.Value, Caller.CommandLine, token);
        if (reset.Value is not { } password)
        {
            await run.Errors.WriteLineAsync(reset.Refusal!.Message);
            return ExitCodes.Unusable;
        }

        await run.Output.WriteLineAsync($"The password of {run.Value} is {password}");
        await run.Output.WriteLineAsync("At the next sign-in the person chooses one of his own. A second factor that there was is gone.");
        if (!run.Services.GetRequiredService<OpenIdProvider>().LetsLocalIn)
        {
            await run.Output.WriteLineAsync($"Nobody signs in with a password as the console is configured: start it with {LocalSignIn.LocalKey}=true.");
        }

        return ExitCodes.AllGood;
    }
}
