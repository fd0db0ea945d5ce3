using SimConsole.Accounts;
using SimConsole.Audit;

namespace SimConsole.Tests.Accounts;

/// <summary>The account's secrets for the signature of KORE: one is active, the next is pending until it is activated.</summary>
public sealed class WebhookSecretTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_secret_is_active_at_once_and_another_one_when_it_is_activated()
    {
        await using var console = await TestConsole.StartAsync();
        var account = console.Get<AccountService>();
        await account.EnsureAsync(Token);
        Assert.Equal(new WebhookSecrets(false, false), await account.FindWebhookSecretsAsync(Token));
        Assert.Null(await account.FindWebhookSecretAsync(Token));

        var first = (await account.AddWebhookSecretAsync(TestConsole.Someone, Token)).Value!;
        Assert.Equal(new WebhookSecrets(true, false), await account.FindWebhookSecretsAsync(Token));
        Assert.Equal(first, await account.FindWebhookSecretAsync(Token));

        // Nothing is pending, so nothing changes.
        Assert.Null(await account.ActivateWebhookSecretAsync(TestConsole.Someone, Token));
        Assert.Equal(first, await account.FindWebhookSecretAsync(Token));

        var overwritten = (await account.AddWebhookSecretAsync(TestConsole.Someone, Token)).Value!;
        var second = (await account.AddWebhookSecretAsync(TestConsole.Someone, Token)).Value!;
        Assert.Equal(3, new[] { first, overwritten, second }.Distinct().Count());
        Assert.Equal(new WebhookSecrets(true, true), await account.FindWebhookSecretsAsync(Token));
        Assert.Equal(first, await account.FindWebhookSecretAsync(Token));

        Assert.Null(await account.ActivateWebhookSecretAsync(TestConsole.Someone, Token));
        Assert.Equal(new WebhookSecrets(true, false), await account.FindWebhookSecretsAsync(Token));
        Assert.Equal(second, await account.FindWebhookSecretAsync(Token));

        var kinds = (await console.Get<AuditReader>().ListBeforeAsync(new AuditFilter { Subject = account.Sid }, null, 10, Token)).Select(e => e.Kind);
        Assert.Equal([AuditKinds.WebhookSecretActivated, AuditKinds.WebhookSecretCreated, AuditKinds.WebhookSecretCreated, AuditKinds.WebhookSecretCreated], kinds);
    }

    [Fact]
    public async Task Every_process_signs_with_the_active_secret_and_the_database_does_not_say_it()
    {
        await using var console = await TestConsole.StartAsync();
        await console.Get<AccountService>().EnsureAsync(Token);
        await using var another = console.StartAnother();
        await another.Get<AccountService>().EnsureAsync(Token);
        var secret = (await console.Get<AccountService>().AddWebhookSecretAsync(TestConsole.Someone, Token)).Value!;
        console.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(secret, await another.Get<AccountService>().FindWebhookSecretAsync(Token));
        await using var db = console.OpenDb();
        Assert.DoesNotContain(secret, db.Accounts.Single().ProtectedWebhookSecret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_is_asked_again_who_he_is()
    {
        await using var console = await TestConsole.StartAsync();
        await console.Get<AccountService>().EnsureAsync(Token);
        var someone = TestConsole.Someone with { ConfirmedAt = null };
        Assert.Equal(ErrorCodes.ConfirmFirst, (await console.Get<AccountService>().AddWebhookSecretAsync(someone, Token)).Refusal?.Code);
        Assert.Equal(ErrorCodes.ConfirmFirst, (await console.Get<AccountService>().ActivateWebhookSecretAsync(someone, Token))?.Code);
    }
}
