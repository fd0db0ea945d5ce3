using System.ComponentModel.DataAnnotations;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

public sealed class SuperSimOptionsTests
{
    private static readonly SuperSimOptions Twilio = new() { AccountSid = "AC1", AuthToken = "secret" };
    private static readonly SuperSimOptions Kore = new() { Dialect = SuperSimDialect.Kore, ClientId = "client", ClientSecret = "secret" };

    public static TheoryData<SuperSimOptions, string> Faults => new()
    {
        { new(), "Network:SuperSim takes AccountSid and AuthToken, in the dialect Twilio." },
        { new() { Dialect = SuperSimDialect.Kore }, "Network:SuperSim takes ClientId and ClientSecret, in the dialect Kore." },
        { Twilio with { AuthToken = null }, "Network:SuperSim:AuthToken is empty; it goes with Network:SuperSim:AccountSid." },
        { Twilio with { AccountSid = "" }, "Network:SuperSim:AccountSid is empty; it goes with Network:SuperSim:AuthToken." },
        { Kore with { ClientSecret = "" }, "Network:SuperSim:ClientSecret is empty; it goes with Network:SuperSim:ClientId." },
        { Kore with { ClientId = null }, "Network:SuperSim:ClientId is empty; it goes with Network:SuperSim:ClientSecret." },
        { Kore with { Dialect = SuperSimDialect.Twilio }, "Network:SuperSim:ClientId goes with Network:SuperSim:Dialect=Kore, and the dialect is Twilio: it takes AccountSid and AuthToken." },
        { Twilio with { Dialect = SuperSimDialect.Kore }, "Network:SuperSim:AccountSid goes with Network:SuperSim:Dialect=Twilio, and the dialect is Kore: it takes ClientId and ClientSecret." },
        { Twilio with { TokenUrl = "https://example.com/token" }, "Network:SuperSim:TokenUrl goes with Network:SuperSim:Dialect=Kore" },
        { Twilio with { WebhookSecret = "x" }, "Network:SuperSim:WebhookSecret goes with Network:SuperSim:Dialect=Kore" },
        { Twilio with { PendingWebhookSecret = "x" }, "Network:SuperSim:PendingWebhookSecret goes with Network:SuperSim:Dialect=Kore" },
        { Kore with { PendingWebhookSecret = "x" }, "Network:SuperSim:PendingWebhookSecret goes with Network:SuperSim:WebhookSecret" },
        { Twilio with { BaseUrl = "supersim.twilio.com" }, "Network:SuperSim:BaseUrl is 'supersim.twilio.com'; it takes an address such as https://supersim.twilio.com." },
        { Kore with { BaseUrl = "https://example.com/?a=b" }, "it takes an address such as https://supersim.api.korewireless.com." },
        { Kore with { TokenUrl = "token" }, "Network:SuperSim:TokenUrl is 'token'; it takes an address such as https://api.korewireless.com/api-services/v1/auth/token." },
        { Twilio with { Timeout = TimeSpan.Zero }, "Network:SuperSim:Timeout is 00:00:00" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void What_is_wrong_is_said_with_its_key(SuperSimOptions options, string says) =>
        Assert.Contains(says, Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);

    [Fact]
    public void Each_dialect_has_its_credentials_and_its_host()
    {
        foreach (var (options, host) in new[] { (Twilio, "https://supersim.twilio.com"), (Kore with { WebhookSecret = "a", PendingWebhookSecret = "b" }, "https://supersim.api.korewireless.com") })
        {
            Assert.Empty(options.Validate(new ValidationContext(options)));
            Assert.Equal(host, options.Address);
            Assert.Equal("http://localhost:5080", (options with { BaseUrl = "http://localhost:5080" }).Address);
        }
    }

    [Fact]
    public void No_secret_is_written_where_the_options_are() => Assert.DoesNotContain("secret", $"{Twilio} {Kore}", StringComparison.Ordinal);
}
