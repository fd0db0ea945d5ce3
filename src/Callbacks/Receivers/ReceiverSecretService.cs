using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;

namespace SimConsole.Callbacks.Receivers;

/// <summary>A secret that was just made, in the notation of Standard Webhooks, <c>whsec_…</c>: it is shown this once.</summary>
public sealed record NewReceiverSecret(ReceiverSecret Secret, string Shown);

/// <summary>Makes, lists, ends and uses the secrets of receivers.</summary>
public sealed class ReceiverSecretService(IDbContextFactory<SimConsoleDb> databases, IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>The purpose with which Data Protection protects the secrets.</summary>
    internal const string Purpose = "SimConsole.Callbacks.ReceiverSecret";

    /// <summary>The most characters of the beginning of a URL.</summary>
    public const int ReceiverLength = 500;

    /// <summary>The most secrets of one receiver: the present one, and the next.</summary>
    public const int Most = 2;

    private const int SecretBytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    /// <summary>All secrets by receiver, oldest first, with their values still protected.</summary>
    public async Task<Result<ReceiverSecret[]>> ListAsync(Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.CallbacksManage) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        return await db.ReceiverSecrets.AsNoTracking().OrderBy(s => s.Receiver).ThenBy(s => s.Id).ToArrayAsync(token);
    }

    /// <summary>
    /// Creates a secret for the callbacks whose URL begins like this. From then on they are signed with it in place of the account's auth token. A second secret signs
    /// them in addition to the first until the first is ended.
    /// </summary>
    public async Task<Result<NewReceiverSecret>> AddAsync(string url, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.CallbacksManage) is { } lacking)
        {
            return lacking;
        }

        var called = CallbackRequest.Of(url.Trim(), CallMethod.Post, "URL");
        if (called.Value is not { } request)
        {
            return called.Refusal!;
        }

        var receiver = BeginningOf(new Uri(CallbackRequest.CalledOf(request.Url)));
        if (receiver.Length > ReceiverLength)
        {
            return new Refusal(ErrorCodes.Invalid, $"The URL has {receiver.Length} characters; a receiver takes at most {ReceiverLength}. Leave the end of the path out.");
        }

        var bytes = RandomNumberGenerator.GetBytes(SecretBytes);
        var secret = new ReceiverSecret { Receiver = receiver, ProtectedSecret = _protector.Protect(Convert.ToBase64String(bytes)), CreatedBy = caller.Name, CreatedAt = time.Now() };
        Refusal? refusal = null;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            await db.LockNameAsync(nameof(ReceiverSecret), token);
            refusal = await db.ReceiverSecrets.CountAsync(s => s.Receiver == receiver, token) < Most ? null
                : new Refusal(ErrorCodes.Invalid, $"{receiver} has {Most} secrets already. End one of them first.");
            if (refusal is null)
            {
                db.ReceiverSecrets.Add(secret);
                db.Audit(caller, AuditKinds.ReceiverSecretMade, receiver);
                await db.SaveChangesAsync(token);
            }
        }, token);
        return refusal is null ? new NewReceiverSecret(secret, $"whsec_{Convert.ToBase64String(bytes)}") : refusal;
    }

    /// <summary>Ends a secret. If it was the only one, callbacks to its receiver are signed with the account's auth token again.</summary>
    public async Task<Result<string>> EndAsync(long secret, Caller caller, CancellationToken token)
    {
        if (caller.Lacks(Permissions.CallbacksManage) is { } lacking)
        {
            return lacking;
        }

        string? receiver = null;
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async () =>
        {
            receiver = await db.ReceiverSecrets.Where(s => s.Id == secret).Select(s => s.Receiver).SingleOrDefaultAsync(token);
            if (receiver is not null)
            {
                await db.ReceiverSecrets.Where(s => s.Id == secret).ExecuteDeleteAsync(token);
                db.Audit(caller, AuditKinds.ReceiverSecretEnded, receiver);
                await db.SaveChangesAsync(token);
            }
        }, token);
        return receiver is null ? new Refusal(ErrorCodes.NotFound, "This secret no longer exists. Reload the page to see those that do.") : $"A secret of {receiver} has ended.";
    }

    /// <summary>The secrets with which a callback to this URL is signed: those of the receiver whose URL is the longest match; empty where none matches.</summary>
    /// <exception cref="CryptographicException">A secret cannot be read with the present keys.</exception>
    public async Task<IReadOnlyList<byte[]>> FindAsync(string url, CancellationToken token)
    {
        var called = new Uri(url);
        var origin = called.GetLeftPart(UriPartial.Authority);
        await using var db = await databases.CreateDbContextAsync(token);
        var secrets = await db.ReceiverSecrets.AsNoTracking().Where(s => s.Receiver.StartsWith(origin)).OrderBy(s => s.Id).ToListAsync(token);
        return secrets.Where(s => IsOf(s.Receiver, called)).GroupBy(s => s.Receiver).MaxBy(g => g.Key.Length) is { } nearest
            ? [.. nearest.Select(s => Convert.FromBase64String(_protector.Unprotect(s.ProtectedSecret)))]
            : [];
    }

    private static string BeginningOf(Uri uri) => uri.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static bool IsOf(string receiver, Uri called)
    {
        var url = called.GetLeftPart(UriPartial.Path);
        return url == receiver || url.StartsWith($"{receiver}/", StringComparison.Ordinal);
    }
}
