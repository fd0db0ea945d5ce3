using System.Security.Cryptography;
using System.Text;
using SimConsole.Callbacks.Receivers;
using SimConsole.Sims;

namespace SimConsole.Tests.Callbacks;

/// <summary>A receiver with a secret of its own verifies callbacks without a key to anything else.</summary>
public sealed class ReceiverSecretTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ReceiverSecretService Secrets => _console.Get<ReceiverSecretService>();

    public async ValueTask InitializeAsync() => _console = await CallbackConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Callbacks_are_signed_with_every_secret_of_the_receiver_and_with_the_token_where_it_has_none()
    {
        await using var receiver = await Receiver.StartAsync();
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("fleet"));
        var first = await AddAsync(receiver.Url);
        var second = await AddAsync(receiver.Url);
        await _console.AskAsync(sim, SimStatus.Inactive, receiver.Url);
        await _console.DeliverAsync();
        var got = Assert.Single(receiver.Got);
        Assert.Equal($"{Signed(got, first.Shown)} {Signed(got, second.Shown)}", got.Headers["webhook-signature"]);
        Assert.Equal(got.Headers["webhook-signature"], (await _console.DeliveriesAsync())[0].WebhookSignature);

        // What is ended signs nothing any more; without any, the token does again.
        Assert.Null((await Secrets.EndAsync(first.Secret.Id, TestConsole.Someone, Token)).Refusal);
        Assert.Single(await Secrets.FindAsync(receiver.Url, Token));
        Assert.Null((await Secrets.EndAsync(second.Secret.Id, TestConsole.Someone, Token)).Refusal);
        Assert.NotNull((await Secrets.EndAsync(second.Secret.Id, TestConsole.Someone, Token)).Refusal);
        receiver.Got.Clear();
        await _console.AskAsync(await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("other")), SimStatus.Inactive, receiver.Url);
        await _console.DeliverAsync();
        got = Assert.Single(receiver.Got);
        Assert.Equal(Signed(got, $"whsec_{Convert.ToBase64String(Encoding.UTF8.GetBytes(CallbackConsole.AuthToken))}"), got.Headers["webhook-signature"]);
    }

    [Theory]
    [InlineData("https://example.com/hooks", "https://example.com/hooks/sims?x=1", true)]
    [InlineData("https://example.com/hooks/", "https://example.com/hooks", true)]
    [InlineData("https://EXAMPLE.com", "https://example.com/hooks", true)]
    [InlineData("https://example.com/hooks", "https://example.com/hooks-of-others", false)]
    [InlineData("https://example.com", "https://example.com.evil.test/", false)]
    [InlineData("https://example.com", "http://example.com/", false)]
    [InlineData("https://example.com", "https://example.com:8443/", false)]
    public async Task A_secret_is_of_the_urls_below_its_receiver_alone(string receiver, string url, bool has)
    {
        await AddAsync(receiver);
        Assert.Equal(has ? 1 : 0, (await Secrets.FindAsync(url, Token)).Count);
    }

    [Fact]
    public async Task The_nearest_receiver_counts_and_none_has_a_third_secret()
    {
        await AddAsync("https://example.com");
        var near = await AddAsync("https://example.com/hooks");
        Assert.Equal(near.Shown, $"whsec_{Convert.ToBase64String(Assert.Single(await Secrets.FindAsync("https://example.com/hooks/1", Token)))}");
        await AddAsync("https://example.com/hooks");
        var third = await Secrets.AddAsync("https://example.com/hooks/", TestConsole.Someone, Token);
        Assert.Equal("https://example.com/hooks has 2 secrets already. End one of them first.", third.Refusal?.Message);
        Assert.NotNull((await Secrets.AddAsync("example", TestConsole.Someone, Token)).Refusal);
        Assert.Equal(3, (await Secrets.ListAsync(TestConsole.Someone, Token)).Value!.Length);
        Assert.All((await Secrets.ListAsync(TestConsole.Someone, Token)).Value!, secret => Assert.DoesNotContain(near.Shown[6..], secret.ProtectedSecret, StringComparison.Ordinal));
    }

    private async Task<NewReceiverSecret> AddAsync(string url) => (await Secrets.AddAsync(url, TestConsole.Someone, Token)).Value!;

    private static string Signed(Received got, string secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{got.Headers["webhook-id"]}.{got.Headers["webhook-timestamp"]}.{got.Body}")));
}
