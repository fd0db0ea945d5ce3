using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using SimConsole.Accounts;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.Callbacks;

public sealed class SignatureTests
{
    [Fact]
    public void The_published_example_of_a_signed_request_has_its_published_signature()
    {
        // Source: Twilio, "Validating requests", the worked example: auth token 12345.
        Dictionary<string, string> form = new()
        {
            ["CallSid"] = "CA1234567890ABCDE",
            ["Caller"] = "+14158675309",
            ["Digits"] = "1234",
            ["From"] = "+14158675309",
            ["To"] = "+18005551212",
        };
        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", CallbackSignature.Of("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form));
    }

    [Fact]
    public void The_published_example_of_a_standard_webhook_has_its_published_signature()
    {
        // Source: the test vector of the Standard Webhooks libraries.
        const string body = "{\"test\": 2432232314}";
        var key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", CallbackSignature.OfWebhook(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body));

        const string token = "0123456789abcdef0123456789abcdef";
        var secret = Convert.FromBase64String(CallbackSignature.WebhookSecret(token)["whsec_".Length..]);
        Assert.InRange(secret.Length, 24, 64);
        var ours = "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"CB1-2.1614265330.{body}")));
        Assert.Equal(ours, CallbackSignature.OfWebhook(token, "CB1-2", 1614265330, body));
    }

    [Theory]
    [SuppressMessage("Security", "CA5350", Justification = "The algorithm is the contract's.")]
    [InlineData(CallMethod.Post)]
    [InlineData(CallMethod.Get)]
    public async Task A_receiver_can_verify_both_signatures_from_what_it_sees(CallMethod method)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var sim = await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet"), "Ümläut & pump=7");
        await console.AskAsync(sim, SimStatus.Inactive, receiver.Url, method);
        await console.DeliverAsync();

        var got = Assert.Single(receiver.Got);
        var signed = got.Url + (method == CallMethod.Get ? "" : string.Concat(got.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Key + f.Value)));
        var key = Encoding.UTF8.GetBytes(CallbackConsole.AuthToken);
        Assert.Equal(Convert.ToBase64String(HMACSHA1.HashData(key, Encoding.UTF8.GetBytes(signed))), got.Headers["X-Twilio-Signature"]);

        var webhook = $"{got.Headers["webhook-id"]}.{got.Headers["webhook-timestamp"]}.{got.Body}";
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(webhook))), got.Headers["webhook-signature"]);
        Assert.Equal(console.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), got.Headers["webhook-timestamp"]);
        Assert.DoesNotContain('.', got.Headers["webhook-id"]);
        Assert.Equal("Ümläut & pump=7", got.Fields["SimUniqueName"]);
    }

    [Theory]
    [InlineData("12345", "f562d3959f68b5a30fc7a63f8bbf40987f633575f4231ffceb4f76dd154ea3ce")]
    [InlineData("secret12345", "4fdba0cb1394cc8d17b8dabb04634aa9a951021a7b161f9c7a2186cd490b18b2")]
    public void The_published_examples_of_kore_have_their_published_signatures(string secret, string signature)
    {
        // Source: KORE's developer documentation, the worked examples of a webhook signature.
        const string body = "field1=value1&field2=value2";
        Assert.Equal(signature, CallbackSignature.OfKore(secret, "POST", "https://testendpoint.com", body));
        Assert.Equal(signature, CallbackSignature.OfKore(secret, "POST", "https://testendpoint.com?a=b", body));
        Assert.Equal("", CallbackSignature.OfKore(null, "POST", "https://testendpoint.com", body));
    }

    [Theory]
    [InlineData(CallMethod.Post, "")]
    [InlineData(CallMethod.Post, "?a=b#cbs=kore")]
    [InlineData(CallMethod.Get, "?a=b#cbs=twilio")]
    [InlineData(CallMethod.Get, "#cbs=kore")]
    public async Task A_receiver_can_verify_the_signature_of_kore_over_the_url_that_it_gave(CallMethod method, string more)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var fleet = await console.AddFleetAsync("fleet");

        // Without the slash at the end of the host, as a customer may write it.
        var given = new Uri(receiver.Url).GetLeftPart(UriPartial.Authority);
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive, given + more, method);
        await console.DeliverAsync();
        var unsigned = Assert.Single(receiver.Got);
        Assert.Equal("", unsigned.Headers["kore-signature"]);
        Assert.Equal(unsigned.Headers["webhook-id"], unsigned.Headers["kore-idempotency-token"]);
        Assert.Equal("", (await console.DeliveriesAsync())[0].KoreSignature);

        var first = (await console.Get<AccountService>().AddWebhookSecretAsync(TestConsole.Someone, TestContext.Current.CancellationToken)).Value!;
        var second = (await console.Get<AccountService>().AddWebhookSecretAsync(TestConsole.Someone, TestContext.Current.CancellationToken)).Value!;
        Assert.Equal(await NextAsync(), Signed(first));
        Assert.Null(await console.Get<AccountService>().ActivateWebhookSecretAsync(TestConsole.Someone, TestContext.Current.CancellationToken));
        Assert.Equal(await NextAsync(), Signed(second));
        Assert.Equal(Signed(second), (await console.DeliveriesAsync())[^1].KoreSignature);

        // The other signatures do not care, and what is called is what it was before.
        var got = receiver.Got.Last();
        Assert.Equal($"{given}/", got.Url.Split('?')[0]);
        Assert.Equal(more.StartsWith("?a=b", StringComparison.Ordinal), got.Url.Contains("?a=b", StringComparison.Ordinal));
        Assert.DoesNotContain("cbs", got.Url, StringComparison.Ordinal);

        async Task<string> NextAsync()
        {
            await console.AskAsync(await console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive, given + more, method);
            await console.DeliverAsync();
            return receiver.Got.Last().Headers["kore-signature"];
        }

        string Signed(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{secret}{(method == CallMethod.Get ? "GET" : "POST")}{given}{receiver.Got.Last().Body}")));
    }

    [Fact]
    public async Task Every_attempt_of_a_message_has_the_same_idempotency_token_and_each_message_its_own()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var console = await CallbackConsole.StartAsync();
        var status = StatusCodes.Status503ServiceUnavailable;
        receiver.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        await console.AskAsync(await console.AddSimAsync(SimStatus.Active, await console.AddFleetAsync("fleet")), SimStatus.Inactive, receiver.Url);
        await console.DeliverAsync();
        console.Time.Advance(TimeSpan.FromMinutes(1));
        status = StatusCodes.Status204NoContent;
        await console.WorkAsync();
        await console.DeliverAsync();
        var tokens = receiver.Got.Select(got => got.Headers["kore-idempotency-token"]).ToList();
        Assert.Equal(3, tokens.Count);
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
    }

    [Theory]
    [InlineData("HTTPS://Example.COM", "https://example.com/", "example.com")]
    [InlineData("https://example.com:443/a?b=c#d", "https://example.com/a?b=c", "example.com")]
    [InlineData("http://bücher.example:8080/ü", "http://xn--bcher-kva.example:8080/%C3%BC", "xn--bcher-kva.example:8080")]
    [InlineData("http://[2001:DB8::1]/x", "http://[2001:db8::1]/x", "[2001:db8::1]")]
    [InlineData("http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1")]
    public void A_url_is_kept_as_it_was_given_and_called_as_it_goes_over_the_wire(string given, string called, string host)
    {
        var request = CallbackRequest.Of(given, CallMethod.Post).Value!;
        Assert.Equal((given.Split('#')[0], host), (request.Url, request.Host));
        Assert.Equal(called, CallbackRequest.CalledOf(request.Url));

        // What was kept before was kept as it is called.
        Assert.Equal(called, CallbackRequest.CalledOf(called));
    }
}
