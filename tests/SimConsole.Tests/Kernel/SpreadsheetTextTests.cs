using SimConsole.Data;

namespace SimConsole.Tests.Kernel;

public sealed class SpreadsheetTextTests
{
    [Fact]
    public void A_dressed_number_reads_back_as_it_was() => Assert.Equal("8988307000000000001", SpreadsheetText.Undressed(SpreadsheetText.Dressed("8988307000000000001")));

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-pump", "'-pump")]
    [InlineData("@home", "'@home")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a;=1+1", "a;'=1+1")]
    [InlineData("a;b", "a;b")]
    [InlineData("a\n@x", "a\n'@x")]
    [InlineData(" =1", "' =1")]
    [InlineData("\u200b=1", "'\u200b=1")]
    [InlineData("\uff1d1+1", "'\uff1d1+1")]
    [InlineData("\uff20x", "'\uff20x")]
    [InlineData("pump-7", "pump-7")]
    [InlineData("pump", "pump")]
    [InlineData("", "")]
    public void A_text_that_looks_like_a_formula_is_kept_from_being_one(string text, string harmless) => Assert.Equal(harmless, SpreadsheetText.Harmless(text));
}
