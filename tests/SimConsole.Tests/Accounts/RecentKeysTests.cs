using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;

namespace SimConsole.Tests.Accounts;

/// <summary>A key that is used often is not read as often, and nobody gains a moment by that.</summary>
public sealed class RecentKeysTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_another_process_changes_holds_within_half_a_second()
    {
        await using var console = await TestConsole.StartAsync();
        var key = await KeyAsync(console);
        Assert.NotNull((await SignInAsync(console, key, key.Secret)).Value);
        await using (var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token))
        {
            await db.ApiKeys.ExecuteUpdateAsync(set => set.SetProperty(k => k.RevokedAt, DateTimeOffset.UtcNow), Token);
        }

        Assert.NotNull((await SignInAsync(console, key, key.Secret)).Value);
        console.Time.Advance(Fresh);
        Assert.NotNull((await SignInAsync(console, key, key.Secret)).Refusal);
    }

    [Fact]
    public async Task What_this_process_changes_holds_at_once()
    {
        await using var console = await TestConsole.StartAsync();
        var (first, second) = (await KeyAsync(console), await KeyAsync(console));
        Assert.NotNull((await SignInAsync(console, first, first.Secret)).Value);
        Assert.NotNull((await SignInAsync(console, second, second.Secret)).Value);

        var renewed = (await console.Get<ApiKeyService>().RenewAsync(first.Key.Sid, TestConsole.Someone, Token)).Value!;
        Assert.NotNull((await SignInAsync(console, first, renewed.Secret)).Value);
        await console.Get<ApiKeyService>().EndFormerAsync(first.Key.Sid, TestConsole.Someone, Token);
        Assert.NotNull((await SignInAsync(console, first, first.Secret)).Refusal);
        await console.Get<ApiKeyService>().RevokeAsync(second.Key.Sid, TestConsole.Someone, Token);
        Assert.NotNull((await SignInAsync(console, second, second.Secret)).Refusal);
    }

    [Fact]
    public void A_key_that_was_read_before_a_change_and_comes_after_it_is_not_kept()
    {
        var keys = new RecentKeys(TimeProvider.System);
        var key = new ApiKey { Name = "job", SecretHash = [], CreatedBy = "ann" };
        var begun = keys.Begin();
        keys.Forget();
        keys.Keep(key, begun);
        Assert.Null(keys.Find(key.Sid));

        keys.Keep(key, keys.Begin());
        Assert.Same(key, keys.Find(key.Sid));
    }

    [Fact]
    public async Task A_key_ends_at_its_end_however_often_it_is_used()
    {
        await using var console = await TestConsole.StartAsync();
        var key = await KeyAsync(console, TimeSpan.FromMilliseconds(200));
        Assert.NotNull((await SignInAsync(console, key, key.Secret)).Value);
        console.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.NotNull((await SignInAsync(console, key, key.Secret)).Refusal);
    }

    private static async Task<NewApiKey> KeyAsync(TestConsole console, TimeSpan? life = null) =>
        (await console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead, life), TestConsole.Someone, Token)).Value!;

    private static Task<Result<ApiKey>> SignInAsync(TestConsole console, NewApiKey key, string secret) =>
        console.Get<ApiKeyService>().SignInAsync(key.Key.Sid, secret, null, Token);
}
