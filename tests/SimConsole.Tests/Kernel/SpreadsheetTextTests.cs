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
    [InlineData("pump", "pump")]
    [InlineData("", "")]
    public void A_text_that_looks_like_a_formula_is_kept_from_being_one(string text, string harmless) => Assert.Equal(harmless, SpreadsheetText.Harmless(text));
}
