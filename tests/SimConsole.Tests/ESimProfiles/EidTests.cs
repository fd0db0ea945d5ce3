using CsCheck;

namespace SimConsole.Tests.ESimProfiles;

public sealed class EidTests
{
    [Theory]
    [InlineData("89049032005008882600033489135468", null)]
    [InlineData("", "only digits")]
    [InlineData("8904903200500888260003348913546x", "only digits")]
    [InlineData("٨٩٠٤٩٠٣٢٠٠٥٠٠٨٨٨٢٦٠٠٠٣٣٤٨٩١٣٥٤٦٨", "only digits")]
    [InlineData("8904903200500888260003348913546", "this has 31")]
    [InlineData("890490320050088826000334891354680", "this has 33")]
    [InlineData("89049032005008882600033489135469", "check digits")]
    [InlineData("89049032005008882600033498135468", "check digits")]
    public void An_eid_is_32_digits_of_which_the_last_two_check_the_others(string text, string? says)
    {
        var fault = Eid.Fault(text);
        Assert.Equal(says is null, fault is null);
        Assert.Contains(says ?? "", fault ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Any_30_digits_have_check_digits_and_no_single_mistyped_digit_goes_unnoticed() =>
        Gen.Select(Gen.Char['0', '9'].Array[30], Gen.Int[0, 31], Gen.Int[1, 9]).Sample((digits, at, shift) =>
        {
            var eid = TestEid.Of(new string(digits));
            Assert.Null(Eid.Fault(eid));
            var wrong = eid.ToCharArray();
            wrong[at] = (char)('0' + (wrong[at] - '0' + shift) % 10);
            Assert.NotNull(Eid.Fault(new string(wrong)));
        });

    [Fact]
    public void It_may_be_written_in_groups() => Assert.Equal("89049032005008882600033489135468", Eid.Cleaned(" 8904 9032 0050 0888 2600-0334-8913-5468 "));
}

/// <summary>EIDs with check digits that are worked out as the specification words it, and not as the console does.</summary>
internal static class TestEid
{
    public static string One { get; } = Of("890490320050088826000334890001");

    /// <summary>The rest of the number with 00 in place of the check digits, subtracted from 98. Source: GSMA SGP.29.</summary>
    public static string Of(string thirtyDigits) => $"{thirtyDigits}{98 - (int)(System.Numerics.BigInteger.Parse(thirtyDigits + "00", System.Globalization.CultureInfo.InvariantCulture) % 97):D2}";
}
