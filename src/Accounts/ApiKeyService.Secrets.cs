using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.Accounts;

/// <summary>Compares the secrets of keys, and replaces them with a time in which the old and the new one are both valid.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>How long a secret stays valid after another has replaced it. By then every program has to use the new one.</summary>
    public static readonly TimeSpan FormerLife = TimeSpan.FromDays(7);

    /// <summary>The refusal of missing or wrong credentials.</summary>
    internal static readonly Refusal Wrong = new(ErrorCodes.WrongCredentials,
        "The credentials are missing or wrong. Sign in with HTTP Basic: the account's SID and auth token, or an API key's SID and secret; or with a Bearer token that the key was given.");

    /// <summary>Gives a key a new secret. The present one stays valid for <see cref="FormerLife"/>, or until somebody ends it; an earlier one ends now.</summary>
    public async Task<Result<NewApiKey>> RenewAsync(string sid, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.KeysManage) is { } lacking)
        {
            return lacking;
        }

        if (caller.Unconfirmed(time.Now()) is { } unconfirmed)
        {
            return unconfirmed;
        }

        var secret = AccountService.NewToken();
        var written = await ChangeAsync(sid, caller, AuditKinds.ApiKeyRenewed, key =>
        {
            (key.FormerSecretHash, key.FormerEndsAt) = (key.SecretHash, time.Now() + FormerLife);
            key.SecretHash = Credential.HashOf(secret);
        }, token);
        return written.Value is { } renewed ? new NewApiKey(renewed, secret) : written.Refusal!;
    }

    /// <summary>Ends the former secret of a key, now.</summary>
    public async Task<Result<ApiKey>> EndFormerAsync(string sid, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.KeysManage) is { } lacking)
        {
            return lacking;
        }

        var ended = await ChangeAsync(sid, caller, AuditKinds.ApiKeyFormerEnded, key => (key.FormerSecretHash, key.FormerEndsAt) = (null, null), token);
        sessions.Look();
        return ended;
    }

    /// <summary>The key with this SID and secret. The refusal says that there is none, or that it may not be used from this address.</summary>
    /// <param name="from">Where the request comes from; null at the server.</param>
    public async Task<Result<ApiKey>> SignInAsync(string sid, string secret, IPAddress? from, CancellationToken token)
    {
        if (!Sid.IsShapeOf(sid, ApiKey.SidPrefix))
        {
            return Wrong;
        }

        var (now, hash) = (time.Now(), Credential.HashOf(secret));
        return await FindAsync(sid, now, key => CryptographicOperations.FixedTimeEquals(key.SecretHash, hash)
            || key.FormerEndsAt > now && CryptographicOperations.FixedTimeEquals(key.FormerSecretHash, hash), token) is { } found
            ? await UseAsync(found, from, now, token) : Wrong;
    }

    /// <summary>A key that holds and that somebody has shown to have, as it is now; null where there is none.</summary>
    /// <param name="shown">Whether what was shown belongs to the key.</param>
    private async Task<ApiKey?> FindAsync(string sid, DateTimeOffset now, Func<ApiKey, bool> shown, CancellationToken token)
    {
        if (_recent.Find(sid) is { } recent && recent.HoldsAt(now) && shown(recent))
        {
            return recent;
        }

        var begun = _recent.Begin();
        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.ApiKeys.AsNoTracking().HoldingAt(now).SingleOrDefaultAsync(k => k.Sid == sid, token) is not { } key)
        {
            return null;
        }

        _recent.Keep(key, begun);
        return shown(key) ? key : null;
    }

    /// <summary>The key, if it may be used from this address. Its use is recorded, to the minute.</summary>
    private async Task<Result<ApiKey>> UseAsync(ApiKey key, IPAddress? from, DateTimeOffset now, CancellationToken token)
    {
        if (!KeyNetworks.Allow(key.Networks, from))
        {
            return new Refusal(ErrorCodes.WrongCredentials, $"The key {key.Sid} may not be used from {from}. Use it from the networks that it was created for.");
        }

        if (key.LastUsedAt is null || now - key.LastUsedAt >= Minute)
        {
            key.LastUsedAt = now;
            await UsedAsync(key.Id, (from?.ToString() ?? "").CutTo(Session.AddressLength), now, token);
        }

        return key;
    }

    private async Task<Result<ApiKey>> ChangeAsync(string sid, Caller caller, string kind, Action<ApiKey> change, CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        ApiKey? found = null;
        await db.InTransactionAsync(async () =>
        {
            found = await db.ApiKeys.HoldingAt(now).SingleOrDefaultAsync(k => k.Sid == sid, token);
            if (found is not null)
            {
                change(found);
                db.Audit(caller, kind, sid);
                await db.SaveChangesAsync(token);
            }
        }, token);
        _recent.Forget();
        return found is not null ? found : new Refusal(ErrorCodes.NotFound, $"There is no API key {Cut.Short(sid)} that can be used.");
    }

    private async Task UsedAsync(long id, string from, DateTimeOffset now, CancellationToken token)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(token);
            await db.ApiKeys.Where(k => k.Id == id).ExecuteUpdateAsync(set => set.SetProperty(k => k.LastUsedAt, now).SetProperty(k => k.LastUsedFrom, from), token);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
        {
            // Reading stays possible while the database cannot be written.
        }
    }
}
