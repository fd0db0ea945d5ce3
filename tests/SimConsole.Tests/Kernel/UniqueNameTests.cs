using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.Tests.Kernel;

public sealed class UniqueNameTests
{
    [Theory]
    [InlineData("Freezer 12_a")]
    [InlineData("x")]
    [InlineData("...")]
    [InlineData("Größe ✓ 東京")]
    [InlineData("HS12")]
    [InlineData("HS0123456789abcdef0123456789abcdeg")]
    [InlineData("a+b&c=d;e@f:g")]
    public void Names_that_people_give_are_fine(string name) => Assert.Null(UniqueName.Fault(name));

    [Theory]
    [InlineData("a/b", "address")]
    [InlineData("a\\b", "address")]
    [InlineData("a?b", "address")]
    [InlineData("a#b", "address")]
    [InlineData("a%b", "address")]
    [InlineData(".", "address")]
    [InlineData("..", "address")]
    [InlineData("a\tb", "control")]
    [InlineData("a\nb", "control")]
    [InlineData("a\u0000b", "control")]
    [InlineData("a\u202eb", "direction")]
    [InlineData("a\u2067b", "direction")]
    [InlineData(" a", "space")]
    [InlineData("a ", "space")]
    [InlineData("a\u00a0", "space")]
    [InlineData("HS0123456789abcdef0123456789abcdef", "SID")]
    [InlineData("XX0123456789ABCDEF0123456789ABCDEF", "SID")]
    public void A_name_that_an_address_would_lose_or_mistake_is_refused_with_the_reason(string name, string reason) =>
        Assert.Contains(reason, UniqueName.Fault(name), StringComparison.Ordinal);

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Null(UniqueName.Fault(new string('x', UniqueName.Length)));
        Assert.Contains("this has 65", UniqueName.Fault(new string('x', UniqueName.Length + 1)), StringComparison.Ordinal);
    }
}
