using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Data.Protection;

namespace SimConsole.Host;

/// <summary>Makes a new key of Data Protection from the command line, puts all that is protected under it, and ends the earlier ones: after somebody may have read them.</summary>
public sealed class RotateKeysJob : CommandLineJob
{
    /// <summary>For how long a key protects anew; Data Protection then makes the next one.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public override string Name => "rotate-keys";

    public override string Value => "";

    public override string Help => "puts all secrets under a new key and ends the earlier ones, so that everybody signs in again, and ends";

    public override async Task<int?> RunAsync(CommandLineRun run, CancellationToken token)
    {
        // Data Protection goes by the clock of the machine.
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
    /// Waits until this process protects with the key: Data Protection goes on with the earlier ones while it reads them anew, and what was put under one of those would be lost
    /// with it. The key stands after the first four bytes. Source: ASP.NET Core, "Authenticated encryption details".
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
