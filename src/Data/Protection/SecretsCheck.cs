using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace SimConsole.Data.Protection;

/// <summary>Whether the secrets in the database can be read with the present keys.</summary>
internal sealed class SecretsCheck(IDbContextFactory<SimConsoleDb> databases, IEnumerable<ProtectedColumn> columns) : ICheck
{
    public string Name => "Secrets";

    public async Task<CheckResult> LookAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        try
        {
            if (!await db.IsUpToDateAsync(token))
            {
                return CheckResult.Well("They are checked once the database is up to date.");
            }

            var count = 0;
            foreach (var column in columns)
            {
                count += await column.ReadAllAsync(db, token);
            }

            return CheckResult.Well($"{count} can be read with the present keys.");
        }
        catch (CryptographicException)
        {
            return CheckResult.Bad($"One cannot be read with the present keys. If {KeyCertificate.FileKey} named a certificate before, name it again; or restore the keys with the database.");
        }
        catch (Exception fault) when (DatabaseTrouble.Of(fault) is { } trouble)
        {
            return CheckResult.Bad(trouble.Says);
        }
    }
}
