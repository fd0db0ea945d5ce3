namespace SimConsole.Accounts;

/// <summary>Creates an API key from the command line.</summary>
public sealed class ApiKeyJob : CommandLineJob
{
    public override string Name => "api-key";

    public override string Value => "NAME";

    public override string Help => "creates an API key for a program of that name that may do everything a program may, prints it and its secret, and ends";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        var created = await run.Services.GetRequiredService<ApiKeyService>().CreateAsync(
            new ApiKeyOrder(run.Value, PermissionSets.ForPrograms, ApiKeyService.OrdinaryLife), Caller.CommandLine, token);
        if (created.Value is not { } key)
        {
            await run.Errors.WriteLineAsync(created.Refusal!.Message);
            return ExitCodes.Unusable;
        }

        await run.Output.WriteLineAsync($"{key.Key.Sid}:{key.Secret}");
        return ExitCodes.AllGood;
    }
}
