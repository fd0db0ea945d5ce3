using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Data.Protection;

namespace SimConsole.Host;

/// <summary>Makes a new key of Data Protection from the command line, protects all secrets with it, and ends the earlier ones: for use when somebody may have read them.</summary>
public sealed class RotateKeysJob : CommandLineJob
{
    /// <summary>How long the key protects new secrets; after that, Data Protection makes the next one.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public override string Name => "rotate-keys";

    public override string Value => "";

    public override string Help => "puts all secrets under a new key and ends the earlier ones, so that everybody signs in again, and ends";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        // Data Protection uses the clock of the machine.
        var (keys, now) = (run.Services.GetRequiredService<IKeyManager>(), DateTimeOffset.UtcNow);
        var made = keys.CreateNewKey(now, now + Life);
        await InUseAsync(run.Services.GetRequiredService<IDataProtectionProvider>(), made.KeyId, token);
        var count = 0;
        await using var db = await run.Services.GetRequiredService<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(token);
        try
        {
            foreach (var column in run.Services.GetServices<ProtectedColumn>())
            {
                count += await column.ProtectAgainAsync(db, token);
            }
        }
        catch (CryptographicException)
        {
            await run.Errors.WriteLineAsync("A secret cannot be read with the present keys. The earlier keys hold as before: put the missing ones back, and run this again.");
            return ExitCodes.SomeBad;
        }

        foreach (var earlier in keys.GetAllKeys().Where(key => key.KeyId != made.KeyId && !key.IsRevoked))
        {
            keys.RevokeKey(earlier.KeyId, "The keys were rotated.");
        }

        await run.Services.GetRequiredService<AuditTrail>().RecordAsync(
            Caller.CommandLine, AuditKinds.KeysRotated, made.KeyId.ToString(), new AuditChange("secrets", count));
        await run.Output.WriteLineAsync($"{count} secrets are under a new key, and the earlier ones hold no more. Start every process of the console anew.");
        return ExitCodes.AllGood;
    }

    /// <summary>
    /// Waits until this process protects with the new key: Data Protection uses the earlier ones until it has reloaded its keys, and a secret protected with one of those would be
    /// lost with it. The id of the key follows the first four bytes of protected data. Source: ASP.NET Core, "Authenticated encryption details".
    /// </summary>
    private static async Task InUseAsync(IDataProtectionProvider protection, Guid key, CancellationToken token)
    {
        const int header = sizeof(int);
        var protector = protection.CreateProtector(nameof(RotateKeysJob));
        while (new Guid(protector.Protect([]).AsSpan(header, Marshal.SizeOf<Guid>())) != key)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), token);
        }
    }
}
