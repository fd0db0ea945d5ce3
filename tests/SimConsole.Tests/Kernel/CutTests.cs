namespace SimConsole.Tests.Kernel;

public sealed class CutTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("", 3, "")]
    [InlineData("ab😀", 3, "ab")]
    [InlineData("a😀b", 3, "a😀")]
    public void What_is_too_long_is_cut_and_never_within_a_character(string text, int length, string expected) => Assert.Equal(expected, text.CutTo(length));
}
