using Bunit;
using SimConsole.NetworkAuthorities;

namespace SimConsole.Tests.NetworkAuthorities;

/// <summary>What the page <em>Network</em> shows of the authority.</summary>
public sealed class AuthorityFactsTests
{
    [Fact]
    public async Task What_an_authority_says_of_itself_is_shown_also_where_it_is_not_reached()
    {
        await using var pages = await PageContext.StartAsync();
        var until = pages.Console.Time.GetUtcNow().AddMinutes(20);
        var health = new AuthorityHealth("Super SIM at example.com", false, "It did not answer within 5 s.") { Facts = [new("Dialect", "KORE's: access tokens"), new("Held back", "too many requests (429); it is asked again", until)] };

        var facts = pages.Render<AuthorityFacts>(parameters => parameters.Add(f => f.Health, health));

        var (names, says) = (facts.FindAll("dt").Select(dt => dt.TextContent).ToList(), facts.FindAll("dd"));
        Assert.Equal("KORE's: access tokens", says[names.IndexOf("Dialect")].TextContent.Trim());
        Assert.StartsWith("too many requests (429); it is asked again", says[names.IndexOf("Held back")].TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("in 20 min", says[names.IndexOf("Held back")].QuerySelector("time")!.TextContent);
        Assert.DoesNotContain("Last error", names);
    }
}
