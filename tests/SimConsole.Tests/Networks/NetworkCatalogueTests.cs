using SimConsole.Data;
using SimConsole.Networks;

namespace SimConsole.Tests.Networks;

public sealed class NetworkCatalogueTests
{
    private readonly NetworkCatalogue _catalogue = new();

    [Fact]
    public void Numbers_and_sids_are_of_one_network_each()
    {
        Assert.True(_catalogue.All.Count > 600);
        Assert.Equal(Enumerable.Range(1, _catalogue.All.Count), _catalogue.All.Select(network => network.Id));
        Assert.Equal(_catalogue.All.Count, _catalogue.All.Select(network => network.Sid).Distinct().Count());
        Assert.All(_catalogue.All, network => Assert.True(Sid.IsShapeOf(network.Sid, Network.SidPrefix)));
    }

    [Fact]
    public void A_sid_stays_what_it_was() => Assert.Equal("Andorra Telecom (Mobiland)", _catalogue.Find("HWd940a44b115fba250f23aa6ac78d3bff")!.FriendlyName);

    [Fact]
    public void Every_network_has_a_country_a_name_and_an_identifier() => Assert.All(_catalogue.All, network =>
    {
        Assert.Matches("^[A-Z]{2}$", network.IsoCountry);
        Assert.NotEmpty(network.FriendlyName);
        Assert.NotEmpty(network.Identifiers);
        Assert.Contains(network, _catalogue.At(network.Identifiers[0]));
    });

    [Theory]
    [InlineData("germany t-mobile")]
    [InlineData("de 262-01")]
    [InlineData("Telekom GERMANY")]
    [InlineData("262-01")]
    public void A_network_is_found_by_any_words_of_its_country_its_name_and_its_codes(string text)
    {
        Assert.All(_catalogue.All, network => Assert.NotEqual(network.IsoCountry, _catalogue.CountryOf(network)));
        var telekom = _catalogue.Matching("DE", "262", "01").Single(network => network.FriendlyName.StartsWith("T-Mobile", StringComparison.Ordinal));
        Assert.Contains(telekom, _catalogue.Search(text));
        Assert.DoesNotContain(telekom, _catalogue.Search("france"));
        Assert.Equal(_catalogue.All.Count, _catalogue.Search(" ").Count());
    }

    [Theory]
    [InlineData("262-01", true)]
    [InlineData("310-410", true)]
    [InlineData("26201", false)]
    [InlineData("262-1", false)]
    [InlineData("262-0123", false)]
    [InlineData("2٦2-01", false)]
    [InlineData("", false)]
    public void An_identifier_has_three_digits_and_two_or_three(string text, bool valid) => Assert.Equal(valid ? text : null, Plmn.Parse(text)?.ToString());
}
