using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>Why somebody who had signed in may act no longer.</summary>
public enum SessionEnd
{
    /// <summary>The person was removed, or the key revoked.</summary>
    Removed,

    /// <summary>The password was changed, or the person signed out.</summary>
    SignedOut,
}

/// <summary>
/// Whether those who have signed in may still act: the one answer for requests, open pages and connections of the hub. It is read from the database each
/// time, by the primary key.
/// </summary>
public sealed class Standing(IDbContextFactory<SimConsoleDb> databases)
{
    /// <summary>Why a credential has ended, or null where it still holds. Nobody's has.</summary>
    public async Task<SessionEnd?> EndOfAsync(Credential? credential, CancellationToken token)
    {
        if (credential is null)
        {
            return SessionEnd.SignedOut;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (credential.Scheme == Credential.ApiScheme)
        {
            // The account itself does not end.
            var isAccount = !Sid.IsShapeOf(credential.Id, ApiKey.SidPrefix);
            return isAccount || await db.ApiKeys.AnyAsync(k => k.Sid == credential.Id && k.RevokedAt == null, token) ? null : SessionEnd.Removed;
        }

        var stamp = long.TryParse(credential.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await db.Users.Where(p => p.Id == id).Select(p => p.SecurityStamp).SingleOrDefaultAsync(token)
            : null;
        return stamp is null ? SessionEnd.Removed : stamp == credential.Stamp ? null : SessionEnd.SignedOut;
    }
}
