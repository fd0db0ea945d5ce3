using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Sessions;

namespace SimConsole.Accounts;

/// <summary>The account that owns every resource of the API: its SID, and the token that signs in with it.</summary>
public sealed partial class AccountService(
    IDbContextFactory<SimConsoleDb> databases, IDataProtectionProvider protection, IConfiguration configuration, OpenSessions sessions, TimeProvider time)
{
    /// <summary>The purpose with which Data Protection protects the tokens.</summary>
    internal const string Purpose = "SimConsole.Accounts.AuthToken";

    public const string SidKey = "Account:Sid";
    public const string AuthTokenKey = "Account:AuthToken";

    /// <summary>The fewest characters of an auth token: 128 bits as hexadecimal digits.</summary>
    public const int ShortestToken = 32;

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);
    private KnownAccount? _account;

    /// <summary>The account's SID. Known once <see cref="EnsureAsync"/> has ended.</summary>
    public string Sid => Known.Sid;

    /// <summary>The account's primary auth token, with which callbacks are signed. Known once <see cref="EnsureAsync"/> has ended.</summary>
    public string AuthToken => Known.AuthToken;

    private bool IsConfigured => Configured().AuthToken is not null;

    private KnownAccount Known => _account ?? throw new InvalidOperationException("The account is not there before EnsureAsync has ended.");

    /// <summary>
    /// Creates the account where there is none yet, and takes over what the configuration says of it. Returns whether a token was generated
    /// that nobody has seen.
    /// </summary>
    /// <exception cref="ConfigurationException">The configured SID or token cannot be used, or the kept one cannot be read; the message names the key.</exception>
    public async Task<bool> EnsureAsync(CancellationToken token)
    {
        var configured = Configured();
        await using var db = await databases.CreateDbContextAsync(token);
        var account = await FirstAsync(db, token);
        var made = false;
        if (account is null)
        {
            // Protected before the transaction, since that may write a key of its own.
            var sid = configured.Sid ?? Kernel.Sid.New(Account.SidPrefix);
            var secret = _protector.Protect(configured.AuthToken ?? NewToken());
            await db.InTransactionAsync(async () =>
            {
                // Two processes may start on one new database: both take the account of the first.
                await db.LockNameAsync(nameof(Account), token);
                account = await FirstAsync(db, token);
                made = account is null && configured.AuthToken is null;
                if (account is null)
                {
                    db.Accounts.Add(account = new Account { Sid = sid, ProtectedAuthToken = secret, CreatedAt = time.Now() });
                    await db.SaveChangesAsync(token);
                }
            }, token);
        }

        Remember(account!);
        return made;
    }

    /// <summary>A random token, or secret of a key, that cannot be guessed.</summary>
    internal static string NewToken() => RandomNumberGenerator.GetHexString(ShortestToken, lowercase: true);

    private void Remember(Account account)
    {
        var configured = Configured();
        _account = new KnownAccount(
            configured.Sid ?? account.Sid,
            configured.AuthToken ?? Unprotect(account.ProtectedAuthToken),
            configured.AuthToken is null && account.ProtectedSecondaryToken is { } secondary ? Unprotect(secondary) : null,
            account.TokenIsOff,
            account.ProtectedWebhookSecret,
            account.ProtectedPendingWebhookSecret is not null);
        Volatile.Write(ref _readAt, time.GetTimestamp());
    }

    private static bool Same(string given, string known) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(known));

    private (string? Sid, string? AuthToken) Configured()
    {
        var sid = configuration[SidKey] is { Length: > 0 } configuredSid ? configuredSid : null;
        var authToken = configuration[AuthTokenKey] is { Length: > 0 } configuredToken ? configuredToken : null;
        if (sid is not null && !Kernel.Sid.IsShapeOf(sid, Account.SidPrefix))
        {
            throw new ConfigurationException($"{SidKey} is '{sid}'; it takes AC and 32 hexadecimal digits.");
        }

        return authToken is { Length: < ShortestToken }
            ? throw new ConfigurationException($"{AuthTokenKey} is too short; it takes at least {ShortestToken} characters.")
            : (sid, authToken);
    }

    private string Unprotect(string secret)
    {
        try
        {
            return _protector.Unprotect(secret);
        }
        catch (CryptographicException exception)
        {
            throw new ConfigurationException($"The auth token in the database cannot be read with the present keys. Set {AuthTokenKey} to a new one.", exception);
        }
    }

    private static Task<Account?> FirstAsync(SimConsoleDb db, CancellationToken token) => db.Accounts.AsNoTracking().OrderBy(a => a.Id).FirstOrDefaultAsync(token);

    private sealed record KnownAccount(string Sid, string AuthToken, string? Secondary, bool IsOff, string? WebhookSecret, bool HasPendingWebhookSecret);
}
