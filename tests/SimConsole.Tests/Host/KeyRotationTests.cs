using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Callbacks.Receivers;
using SimConsole.Host;
using SimConsole.Inventory;

namespace SimConsole.Tests.Host;

/// <summary>The keys that protect secrets are exchanged without losing one, and can be protected themselves.</summary>
public sealed class KeyRotationTests
{
    private const string Password = "a password of the tests";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_are_read_as_before_and_the_earlier_keys_hold_no_more()
    {
        await using var console = await TestConsole.StartAsync();
        await console.Get<AccountService>().EnsureAsync(Token);
        var authToken = console.Get<AccountService>().AuthToken;
        var secondary = (await console.Get<AccountService>().AddSecondaryAsync(TestConsole.Someone, Token)).Value!;
        var webhook = (await console.Get<AccountService>().AddWebhookSecretAsync(TestConsole.Someone, Token)).Value!;
        var pending = (await console.Get<AccountService>().AddWebhookSecretAsync(TestConsole.Someone, Token)).Value!;
        var receiver = (await console.Get<ReceiverSecretService>().AddAsync("https://example.com", TestConsole.Someone, Token)).Value!;
        await using (var db = console.OpenDb())
        {
            await CardKeyStore.AddAsync(db, [.. Enumerable.Range(0, 1_200).Select(i => console.Get<CardKeyStore>().Protect($"8988307000{i:D9}", new CardKey("MILENAGE", "0123", null)))], Token);
            await db.SaveChangesAsync(Token);
        }

        var cookie = Protector(console).Protect("a cookie");
        var output = new StringWriter();
        Assert.Equal(ExitCodes.AllGood, await CommandLine.RunAsync(console.Get<IServiceProvider>(), ["--rotate-keys"], output, TextWriter.Null, Token));
        Assert.StartsWith("1205 secrets are under a new key", output.ToString(), StringComparison.Ordinal);
        Assert.Single(console.Get<IKeyManager>().GetAllKeys(), key => !key.IsRevoked);

        await using var next = console.StartAnother();
        await next.Get<AccountService>().EnsureAsync(Token);
        Assert.Throws<CryptographicException>(() => Protector(next).Unprotect(cookie));
        Assert.Equal(authToken, next.Get<AccountService>().AuthToken);
        Assert.True(await next.Get<AccountService>().OwnsAsync(next.Get<AccountService>().Sid, secondary, Token));
        Assert.Equal(webhook, await next.Get<AccountService>().FindWebhookSecretAsync(Token));
        Assert.Null(await next.Get<AccountService>().ActivateWebhookSecretAsync(TestConsole.Someone, Token));
        Assert.Equal(pending, await next.Get<AccountService>().FindWebhookSecretAsync(Token));
        Assert.Equal(receiver.Shown, $"whsec_{Convert.ToBase64String(Assert.Single(await next.Get<ReceiverSecretService>().FindAsync("https://example.com/x", Token)))}");
        Assert.Equal("0123", (await next.Get<CardKeyStore>().ReadAsync(["8988307000000000777"], Token))["8988307000000000777"].Ki);
    }

    [Fact]
    public async Task Every_column_that_is_protected_is_among_those_that_are_put_under_a_new_key()
    {
        await using var console = await TestConsole.StartAsync();
        await using var db = console.OpenDb();
        var named = db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties().Select(property => (Entity: entity.ClrType.Name, property.Name)))
            .Where(column => column.Name.StartsWith("Protected", StringComparison.Ordinal) || column is ("ProtectedCardKey" or "AuthenticatorApp", "Secret") or ("Session", "IdToken") or ("ImportBlock", "Content"));
        Assert.Equal(named.Count(), console.Get<IEnumerable<SimConsole.Data.Protection.ProtectedColumn>>().Count());
    }

    [Fact]
    public async Task A_certificate_protects_the_keys_and_nobody_reads_them_without_it()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pfx");
        try
        {
            await File.WriteAllBytesAsync(file, Certificate(), Token);
            await using var console = await TestConsole.StartAsync(("DataProtection:CertificateFile", file), ("DataProtection:CertificatePassword", Password));
            var secret = Protector(console).Protect("a secret");
            await using (var db = console.OpenDb())
            {
                var kept = await db.DataProtectionKeys.Select(key => key.Xml!).SingleAsync(Token);
                Assert.Contains("EncryptedKey", kept, StringComparison.Ordinal);
                Assert.DoesNotContain("<value>", kept, StringComparison.Ordinal);
            }

            await using var with = console.StartAnother(("DataProtection:CertificateFile", file), ("DataProtection:CertificatePassword", Password));
            Assert.Equal("a secret", Protector(with).Unprotect(secret));
            await using var without = console.StartAnother();
            Assert.Throws<CryptographicException>(() => Protector(without).Unprotect(secret));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("no such file", Password)]
    [InlineData(null, "a wrong password")]
    public async Task A_certificate_that_cannot_be_used_is_named(string? path, string password)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pfx");
        try
        {
            await File.WriteAllBytesAsync(file, Certificate(), Token);
            var fault = await Assert.ThrowsAsync<ConfigurationException>(() => TestConsole.StartAsync(("DataProtection:CertificateFile", path ?? file), ("DataProtection:CertificatePassword", password)));
            Assert.StartsWith("DataProtection:CertificateFile is ", fault.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IDataProtector Protector(TestConsole console) => console.Get<IDataProtectionProvider>().CreateProtector("a test");

    private static byte[] Certificate()
    {
        using var key = RSA.Create(2_048);
        using var certificate = new CertificateRequest("CN=SimConsole", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return certificate.Export(X509ContentType.Pkcs12, Password);
    }
}
