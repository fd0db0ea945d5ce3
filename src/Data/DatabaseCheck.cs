using Microsoft.EntityFrameworkCore;
using SimConsole.Data.Sqlite;

namespace SimConsole.Data;

/// <summary>Whether the database can be opened and written, and which migrations it lacks.</summary>
internal sealed class DatabaseCheck(IDbContextFactory<SimConsoleDb> databases, IConfiguration configuration) : ICheck
{
    public string Name => "Database";

    public async Task<CheckResult> LookAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var provider = configuration[DataServices.ProviderKey];
        try
        {
            if (!await db.Database.CanConnectAsync(token))
            {
                return db is SqliteSimConsoleDb ? CheckResult.Well("There is none yet: the first start makes it.")
                    : CheckResult.Bad($"{provider} refuses the connection of {DataServices.ConnectionStringKey}, or there is no such database. Check that the server runs, and that the user and the database exist.");
            }

            if ((await db.Database.GetAppliedMigrationsAsync(token)).Except(db.Database.GetMigrations()).Any())
            {
                return CheckResult.Bad("A newer build of the console has worked with this database. Start that one, or restore a backup of before.");
            }

            var lacks = (await db.Database.GetPendingMigrationsAsync(token)).Count();
            if (lacks > 0)
            {
                return configuration.GetValue(DataServices.MigrateKey, true) ? CheckResult.Well($"{provider} answers. {lacks} migrations wait for the next start.")
                    : CheckResult.Bad($"{provider} lacks {lacks} migrations, and {DataServices.MigrateKey} is false. Apply them.");
            }

            await db.InTransactionAsync(() => db.RunningProcesses.Where(p => p.Id < 0).ExecuteUpdateAsync(set => set.SetProperty(p => p.Beats, 0), token), token);
            return CheckResult.Well($"{provider} answers, is up to date and can be written.");
        }
        catch (Exception fault) when (DatabaseTrouble.Of(fault) is { } trouble)
        {
            return CheckResult.Bad(trouble.Says);
        }
    }
}
