using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts.Tokens;

namespace SimConsole.Accounts;

/// <summary>Checks tokens of keys: each use asks whether the key still backs its token.</summary>
public sealed partial class ApiKeyService
{
    /// <summary>The refusal of an expired token.</summary>
    internal static readonly Refusal Expired = new(ErrorCodes.WrongCredentials, "The access token has expired. Ask for another one.");

    /// <summary>The refusal of a token that this console did not issue, or whose Data Protection keys have ended.</summary>
    internal static readonly Refusal NoToken = new(ErrorCodes.WrongCredentials, "The access token is none of this console. Ask for one here.");

    private static readonly Refusal Revoked = new(ErrorCodes.WrongCredentials, "The access token holds no more: its key or its secret has ended. Ask for another one with a key that holds.");

    /// <summary>The key that backs a token. The refusal says that none does, or that it may not be used from this address.</summary>
    /// <param name="from">Where the request comes from.</param>
    public async Task<Result<ApiKey>> FindOfTokenAsync(TokenGrant grant, IPAddress? from, CancellationToken token)
    {
        var now = time.Now();
        if (grant.EndsAt <= now)
        {
            return Expired;
        }

        return await FindAsync(grant.Key, now, key => grant.HoldsFor(key, now), token) is { } found ? await UseAsync(found, from, now, token) : Revoked;
    }

    /// <summary>The hashes of all valid secrets, by the SIDs of their keys, for comparing many.</summary>
    internal async Task<Dictionary<string, KeySecrets>> FindSecretsAsync(CancellationToken token)
    {
        var now = time.Now();
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ApiKeys.AsNoTracking().HoldingAt(now)
            .Select(k => new { k.Sid, Secrets = new KeySecrets(k.SecretHash, k.FormerEndsAt > now ? k.FormerSecretHash : null) })
            .ToDictionaryAsync(k => k.Sid, k => k.Secrets, token);
    }
}
