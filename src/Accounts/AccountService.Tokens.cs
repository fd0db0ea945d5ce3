using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>How the account's auth token stands.</summary>
/// <param name="IsConfigured">Whether the configuration says it: then it is changed there.</param>
/// <param name="HasSecondary">Whether a second token is good as well.</param>
/// <param name="IsOff">Whether neither signs in any more.</param>
public sealed record AccountTokens(bool IsConfigured, bool HasSecondary, bool IsOff);

/// <summary>The account's tokens: a secondary beside the primary, as at Twilio, exchanged without a program noticing; or none, where every program has a key of its own.</summary>
public sealed partial class AccountService
{
    /// <summary>How long a process goes by what it has read of the account.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private static readonly Refusal SaidByConfiguration = new(ErrorCodes.Invalid, $"The auth token is set in the configuration. Change it there: {AuthTokenKey}.");

    private long _readAt;

    /// <summary>How the tokens stand.</summary>
    public async Task<AccountTokens> FindTokensAsync(CancellationToken token)
    {
        await ReadAsync(token);
        return new AccountTokens(IsConfigured, Known.Secondary is not null, Known.IsOff);
    }

    /// <summary>Whether these are the account's own credentials, and good. Takes the same time whatever is wrong.</summary>
    public async Task<bool> OwnsAsync(string sid, string authToken, CancellationToken token)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _readAt)) > Fresh)
        {
            await ReadAsync(token);
        }

        var known = Known;
        return Same(sid, known.Sid) & (Same(authToken, known.AuthToken) | known.Secondary is not null & Same(authToken, known.Secondary ?? known.AuthToken)) & !known.IsOff;
    }

    /// <summary>Makes a secondary token, which is good beside the primary; an earlier secondary ends. It is shown this once.</summary>
    public async Task<Result<string>> AddSecondaryAsync(Caller caller, CancellationToken token)
    {
        if (MayNot(caller) is { } refusal)
        {
            return refusal;
        }

        var made = NewToken();
        var secret = _protector.Protect(made);
        var written = await ChangeAsync(caller, AuditKinds.AccountTokenAdded, account => account.ProtectedSecondaryToken = secret, token);
        return written is null ? made : written;
    }

    /// <summary>Makes the secondary token the primary: callbacks are signed with it from now on, and what was the primary ends.</summary>
    public Task<Refusal?> PromoteSecondaryAsync(Caller caller, CancellationToken token) => ChangeAsync(caller, AuditKinds.AccountTokenPromoted, account =>
    {
        if (account.ProtectedSecondaryToken is { } secondary)
        {
            (account.ProtectedAuthToken, account.ProtectedSecondaryToken) = (secondary, null);
        }
    }, token);

    /// <summary>Ends the secondary token.</summary>
    public Task<Refusal?> EndSecondaryAsync(Caller caller, CancellationToken token) =>
        ChangeAsync(caller, AuditKinds.AccountTokenEnded, account => account.ProtectedSecondaryToken = null, token);

    /// <summary>Lets nobody sign in with the account's tokens, or lets them again. Callbacks go on being signed with the primary.</summary>
    public async Task<Refusal?> SwitchTokensAsync(bool off, Caller caller, CancellationToken token)
    {
        var refusal = await ChangeAsync(caller, off ? AuditKinds.AccountTokenOff : AuditKinds.AccountTokenOn, account => account.TokenIsOff = off, token, evenConfigured: true);
        if (refusal is null)
        {
            sessions.Look();
        }

        return refusal;
    }

    private async Task<Refusal?> ChangeAsync(Caller caller, string kind, Action<Account> change, CancellationToken token, bool evenConfigured = false)
    {
        if (MayNot(caller) is { } refusal)
        {
            return refusal;
        }

        if (IsConfigured && !evenConfigured)
        {
            return SaidByConfiguration;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            var account = await db.Accounts.OrderBy(a => a.Id).FirstAsync(token);
            change(account);
            if (db.ChangeTracker.HasChanges())
            {
                db.Audit(caller, kind, account.Sid);
                await db.SaveChangesAsync(token);
            }
        }, token);
        await ReadAsync(token);
        return null;
    }

    private Refusal? MayNot(Caller caller) => caller.Lacks(Permissions.KeysManage) ?? caller.Unconfirmed(time.Now());

    private async Task ReadAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        if (await FirstAsync(db, token) is { } account)
        {
            Remember(account);
        }
    }
}
