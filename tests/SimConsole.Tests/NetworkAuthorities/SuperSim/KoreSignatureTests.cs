using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

public sealed class KoreSignatureTests
{
    private const string Address = "https://testendpoint.com";
    private const string Body = "field1=value1&field2=value2";

    /// <summary>Source: KORE, "Webhook security".</summary>
    [Theory]
    [InlineData("12345", "f562d3959f68b5a30fc7a63f8bbf40987f633575f4231ffceb4f76dd154ea3ce")]
    [InlineData("secret12345", "4fdba0cb1394cc8d17b8dabb04634aa9a951021a7b161f9c7a2186cd490b18b2")]
    public void It_is_that_of_the_documentation(string secret, string signature)
    {
        Assert.Equal(signature, KoreSignature.Of(secret, "POST", Address, Encoding.UTF8.GetBytes(Body)));
        Assert.Equal(signature, KoreSignature.Of(secret, "POST", $"{Address}?a=b", Encoding.UTF8.GetBytes(Body)));
        Assert.Equal(signature, KoreSignature.Of(secret, "POST", $"{Address}#cbs=kore", Encoding.UTF8.GetBytes(Body)));
    }

    [Fact]
    public void Either_secret_will_do_and_what_is_not_signed_is_counted_and_logged_once_until_one_is_right()
    {
        var (log, time) = (new Lines(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        var signatures = Signatures(new SuperSimOptions { Dialect = SuperSimDialect.Kore, WebhookSecret = "12345", PendingWebhookSecret = "secret12345" }, log, time);
        var (active, pending) = (KoreSignature.Of("12345", "POST", Address, Bytes), KoreSignature.Of("secret12345", "POST", Address, Bytes));

        Assert.True(signatures.Take("POST", Address, Bytes, active));
        Assert.True(signatures.Take("POST", Address, Bytes, pending));
        Assert.Null(signatures.Refused);
        Assert.Empty(log.Said);

        foreach (var wrong in new[] { null, "", "x", active.ToUpperInvariant(), active[1..], $"{active} {pending}", KoreSignature.Of("12346", "POST", Address, Bytes) })
        {
            Assert.False(signatures.Take("POST", Address, Bytes, wrong));
        }

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(signatures.Take("GET", Address, Bytes, active));
        Assert.False(signatures.Take("POST", $"{Address}/", Bytes, active));
        Assert.False(signatures.Take("POST", Address, Encoding.UTF8.GetBytes(Body + " "), active));
        Assert.Equal((10, new DateTimeOffset(2026, 3, 1, 12, 1, 0, TimeSpan.Zero)), signatures.Refused);
        Assert.Contains("kore-signature is missing", Assert.Single(log.Said), StringComparison.Ordinal);

        Assert.True(signatures.Take("POST", Address, Bytes, active));
        Assert.False(signatures.Take("POST", Address, Bytes, "x"));
        Assert.Contains("kore-signature is wrong", log.Said[^1], StringComparison.Ordinal);
        Assert.Equal((2, 11), (log.Said.Count, signatures.Refused!.Value.Count));
        Assert.DoesNotContain(log.Said, line => line.Contains("12345", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_secret_nothing_is_looked_at() =>
        Assert.True(Signatures(new SuperSimOptions { Dialect = SuperSimDialect.Kore }, new Lines(), TimeProvider.System).Take("POST", Address, Bytes, null));

    private static byte[] Bytes => Encoding.UTF8.GetBytes(Body);

    private static CallbackSignatures Signatures(SuperSimOptions options, Lines log, TimeProvider time) =>
        new(new SuperSimAccount(options, new PlayedEndpoint(), time), time, log);

    private sealed class Lines : ILogger<CallbackSignatures>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
