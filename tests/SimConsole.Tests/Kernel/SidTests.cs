using SimConsole.Data;

namespace SimConsole.Tests.Kernel;

public sealed class SidTests
{
    private const string Digits = "0123456789abcdef0123456789abcdef";

    [Fact]
    public void A_new_sid_has_its_prefix_and_the_shape_of_one()
    {
        var sid = Sid.New("HS");

        Assert.Matches("^HS[0-9a-f]{32}$", sid);
        Assert.True(Sid.IsShapeOf(sid));
        Assert.True(Sid.IsShapeOf(sid, "HS"));
        Assert.False(Sid.IsShapeOf(sid, "HF"));
    }

    [Fact]
    public void No_two_sids_are_alike() =>
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => Sid.New("HS")).Distinct().Count());

    [Theory]
    [InlineData("HS" + Digits, true)]
    [InlineData("ZZ0123456789ABCDEF0123456789ABCDEF", true)]
    [InlineData("hs" + Digits, false)]
    [InlineData("H5" + Digits, false)]
    [InlineData("HS" + Digits + "0", false)]
    [InlineData("HS0123456789abcdef0123456789abcde", false)]
    [InlineData("HS0123456789abcdef0123456789abcdeg", false)]
    [InlineData("ÄS" + Digits, false)]
    [InlineData("", false)]
    public void A_sid_is_two_capital_letters_and_32_hexadecimal_digits(string text, bool isSid) => Assert.Equal(isSid, Sid.IsShapeOf(text));
}
