using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.Accounts;

/// <summary>How the account's auth token stands.</summary>
/// <param name="IsConfigured">Whether the token is set in the configuration; then it has to be changed there.</param>
/// <param name="HasSecondary">Whether a second token is valid as well.</param>
/// <param name="IsOff">Whether signing in with either token is off.</param>
public sealed record AccountTokens(bool IsConfigured, bool HasSecondary, bool IsOff);

/// <summary>The account's tokens: a secondary beside the primary, as at Twilio, so that they can be exchanged while programs run; both can be off, if programs use keys.</summary>
public sealed partial class AccountService
{
    /// <summary>How long a process relies on what it has read of the account.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private static readonly Refusal SaidByConfiguration = new(ErrorCodes.Invalid, $"The auth token is set in the configuration. Change it there: {AuthTokenKey}.");

    private long _readAt;

    /// <summary>How the tokens stand.</summary>
    public async Task<AccountTokens> FindTokensAsync(CancellationToken token)
    {
        await ReadAsync(token);
        return new AccountTokens(IsConfigured, Known.Secondary is not null, Known.IsOff);
    }

    /// <summary>Whether these are valid credentials of the account itself. Takes the same time whatever is wrong.</summary>
    public async Task<bool> OwnsAsync(string sid, string authToken, CancellationToken token)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _readAt)) > Fresh)
        {
            await ReadAsync(token);
        }

        var known = Known;
        return Same(sid, known.Sid) & (Same(authToken, known.AuthToken) | known.Secondary is not null & Same(authToken, known.Secondary ?? known.AuthToken)) & !known.IsOff;
    }

    /// <summary>Creates a secondary token, which is valid beside the primary; an earlier secondary ends. It is shown only once.</summary>
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

    /// <summary>Makes the secondary token the primary: callbacks are signed with it from now on, and the former primary ends.</summary>
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

    /// <summary>Turns signing in with the account's tokens off or on. Callbacks go on being signed with the primary.</summary>
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
