using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.WebUtilities;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>The addresses that an account is given to call back at.</summary>
public sealed class CallbackAddressTests
{
    private static (string, string)[] Settings(string secret) =>
    [
        ("Network:Authority", "SuperSim"), ("Network:SuperSim:AccountSid", "AC1"), ("Network:SuperSim:AuthToken", secret), ("PublicBaseUrl", "https://Sims.example.com/console/"),
    ];

    [Fact]
    public async Task They_stay_good_whatever_secret_is_rotated_in_all_processes_and_when_the_keys_have_grown_old()
    {
        await using var console = await TestConsole.StartAsync(Settings("one"));
        var addresses = console.Get<CallbackAddresses>();
        var key = addresses.Key;
        Assert.Equal(key, addresses.Key);
        Assert.Equal($"https://Sims.example.com/console/network/super-sim/{key}", addresses.Given);

        await using var other = console.StartAnother(Settings("another"));
        Assert.True(other.Get<CallbackAddresses>().Has(key));
        Assert.True(addresses.Has(other.Get<CallbackAddresses>().Key));

        var keys = console.Get<IKeyManager>();
        keys.CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));
        await using var later = console.StartAnother(Settings("one"));
        Assert.True(later.Get<CallbackAddresses>().Has(key));
    }

    [Fact]
    public async Task They_end_with_the_keys_and_a_new_one_is_made()
    {
        await using var console = await TestConsole.StartAsync(Settings("one"));
        var key = console.Get<CallbackAddresses>().Key;
        var keys = console.Get<IKeyManager>();
        keys.RevokeAllKeys(DateTimeOffset.UtcNow, "the test");
        keys.CreateNewKey(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));

        await using var later = console.StartAnother(Settings("one"));
        Assert.False(later.Get<CallbackAddresses>().Has(key));
        Assert.NotEqual(key, later.Get<CallbackAddresses>().Key);
    }

    [Fact]
    public async Task Nothing_else_is_taken_for_one()
    {
        await using var console = await TestConsole.StartAsync(Settings("one"));
        await using var stranger = await TestConsole.StartAsync(Settings("one"));
        var key = console.Get<CallbackAddresses>().Key;
        var changed = WebEncoders.Base64UrlDecode(key);
        changed[^1] ^= 1;
        foreach (var wrong in new[] { "", "x", "../x", new string('0', 64), key[1..], key + key, WebEncoders.Base64UrlEncode(changed), stranger.Get<CallbackAddresses>().Key })
        {
            Assert.False(console.Get<CallbackAddresses>().Has(wrong), wrong);
        }

        await using var unreachable = await TestConsole.StartAsync([.. Settings("one").Where(setting => setting.Item1 != "PublicBaseUrl")]);
        Assert.Null(unreachable.Get<CallbackAddresses>().Given);
    }
}
