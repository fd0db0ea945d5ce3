using System.ComponentModel.DataAnnotations;
using SimConsole.NetworkAuthorities.SuperSim;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

public sealed class SuperSimOptionsTests
{
    private static readonly SuperSimOptions Basic = new() { AccountSid = "AC1", AuthToken = "secret" };

    public static TheoryData<SuperSimOptions, string> Faults => new()
    {
        { new(), "AccountSid and AuthToken, or Bearer" },
        { Basic with { Bearer = "x" }, "AccountSid and AuthToken, or Bearer" },
        { Basic with { AuthToken = null }, "Network:SuperSim:AuthToken is empty" },
        { Basic with { AccountSid = "" }, "Network:SuperSim:AccountSid is empty" },
        { Basic with { BaseUrl = "supersim.twilio.com" }, "Network:SuperSim:BaseUrl is 'supersim.twilio.com'" },
        { Basic with { Timeout = TimeSpan.Zero }, "Network:SuperSim:Timeout is 00:00:00" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void What_is_wrong_is_said_with_its_key(SuperSimOptions options, string says) =>
        Assert.Contains(says, Assert.Single(options.Validate(new ValidationContext(options))).ErrorMessage, StringComparison.Ordinal);

    [Fact]
    public void Either_kind_of_credentials_will_do()
    {
        Assert.Empty(Basic.Validate(new ValidationContext(Basic)));
        var bearer = new SuperSimOptions { Bearer = "x" };
        Assert.Empty(bearer.Validate(new ValidationContext(bearer)));
    }
}
