using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using SimConsole.Audit;

namespace SimConsole.Accounts;

/// <summary>How the secrets stand with which callbacks are signed in KORE's way.</summary>
/// <param name="IsActive">Whether callbacks are signed with one.</param>
/// <param name="IsPending">Whether another waits to take its place.</param>
public sealed record WebhookSecrets(bool IsActive, bool IsPending);

/// <summary>
/// The account's secrets for <c>kore-signature</c>: one is active; another one is pending, so that receivers can be told of it, until somebody activates it. Source: KORE's
/// developer documentation on webhook secrets.
/// </summary>
public sealed partial class AccountService
{
    /// <summary>The purpose with which Data Protection protects the secrets.</summary>
    internal const string WebhookPurpose = "SimConsole.Accounts.WebhookSecret";

    private readonly IDataProtector _webhookProtector = protection.CreateProtector(WebhookPurpose);

    /// <summary>How the secrets stand.</summary>
    public async Task<WebhookSecrets> FindWebhookSecretsAsync(CancellationToken token)
    {
        await ReadAsync(token);
        return new WebhookSecrets(Known.WebhookSecret is not null, Known.HasPendingWebhookSecret);
    }

    /// <summary>The secret with which callbacks are signed now, as every process knows it within <see cref="Fresh"/>; null where there is none.</summary>
    /// <exception cref="CryptographicException">It cannot be read with the present keys.</exception>
    public async Task<string?> FindWebhookSecretAsync(CancellationToken token)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _readAt)) > Fresh)
        {
            await ReadAsync(token);
        }

        return Known.WebhookSecret is { } secret ? _webhookProtector.Unprotect(secret) : null;
    }

    /// <summary>Creates a secret, which is shown only once. The first is active at once; another one is pending, and takes the place of an earlier pending one.</summary>
    public async Task<Result<string>> AddWebhookSecretAsync(Caller caller, CancellationToken token)
    {
        if (MayNot(caller) is { } refusal)
        {
            return refusal;
        }

        var made = NewToken();
        var secret = _webhookProtector.Protect(made);
        var written = await ChangeAsync(caller, AuditKinds.WebhookSecretCreated, account =>
        {
            (account.ProtectedWebhookSecret, account.ProtectedPendingWebhookSecret) =
                account.ProtectedWebhookSecret is { } active ? (active, secret) : (secret, null);
        }, token, evenConfigured: true);
        return written is null ? made : written;
    }

    /// <summary>Signs callbacks with the pending secret from now on, and ends the one before. Without a pending one nothing changes.</summary>
    public Task<Refusal?> ActivateWebhookSecretAsync(Caller caller, CancellationToken token) => ChangeAsync(caller, AuditKinds.WebhookSecretActivated, account =>
    {
        if (account.ProtectedPendingWebhookSecret is { } pending)
        {
            (account.ProtectedWebhookSecret, account.ProtectedPendingWebhookSecret) = (pending, null);
        }
    }, token, evenConfigured: true);
}
