using Bunit;
using SimConsole.Reconciliation;
using SimConsole.Sims;

namespace SimConsole.Tests.Sims;

public sealed class SimStatusChipTests : IAsyncLifetime
{
    private PageContext _page = null!;

    public async ValueTask InitializeAsync() => _page = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Theory]
    [InlineData(SimStatus.New, "new")]
    [InlineData(SimStatus.Ready, "ready")]
    [InlineData(SimStatus.Active, "active")]
    [InlineData(SimStatus.Inactive, "inactive")]
    [InlineData(SimStatus.Scheduled, "scheduled")]
    public void A_status_is_a_word_and_a_shape_so_that_colour_is_not_needed(SimStatus status, string word)
    {
        var chip = _page.Render<SimStatusChip>(p => p.Add(c => c.Status, status)).Find(".status-chip");

        Assert.Equal(word, chip.TextContent.Trim());
        Assert.Equal(word, chip.GetAttribute("data-status"));
        Assert.Equal("true", chip.QuerySelector(".status-shape")!.GetAttribute("aria-hidden"));
    }

    [Fact]
    public void A_scheduled_sim_says_where_it_is_going()
    {
        var chip = _page.Render<SimStatusChip>(p => p.Add(c => c.Status, SimStatus.Scheduled).Add(c => c.Target, SimStatus.Inactive));
        Assert.Equal("→ inactive", chip.Find(".status-target").TextContent);
    }

    [Fact]
    public void A_held_sim_shows_a_lock_and_says_so()
    {
        var chip = _page.Render<SimStatusChip>(p => p.Add(c => c.Status, SimStatus.Inactive).Add(c => c.Held, true));
        Assert.Contains("held", chip.Find(".status-chip").TextContent, StringComparison.Ordinal);
        Assert.Single(chip.FindAll("svg"));
    }

    [Theory]
    [InlineData(SimStatus.Inactive, DriftKind.Enabled, "inactive, but the network still accepts it")]
    [InlineData(SimStatus.New, DriftKind.Enabled, "new, but the network still accepts it")]
    [InlineData(SimStatus.Active, DriftKind.Disabled, "active, but the network refuses it")]
    [InlineData(SimStatus.Ready, DriftKind.Missing, "ready, but the network does not know it")]
    public void A_sim_that_the_network_holds_otherwise_says_so_to_the_eye_and_to_the_ear(SimStatus status, DriftKind drift, string says)
    {
        var chip = _page.Render<SimStatusChip>(p => p.Add(c => c.Status, status).Add(c => c.Drift, drift)).Find(".status-chip");
        Assert.Equal(says, chip.QuerySelector(".status-drift")!.GetAttribute("title"));
        Assert.Equal("true", chip.QuerySelector(".status-drift svg")!.GetAttribute("aria-hidden"));
        Assert.EndsWith(says[says.IndexOf(',', StringComparison.Ordinal)..], chip.TextContent.Trim(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SimStatus.Scheduled, DriftKind.Enabled)]
    [InlineData(SimStatus.Active, DriftKind.Enabled)]
    [InlineData(SimStatus.Inactive, DriftKind.Disabled)]
    [InlineData(SimStatus.Inactive, DriftKind.Missing)]
    public void What_was_found_before_the_status_changed_does_not_belie_it(SimStatus status, DriftKind drift) =>
        Assert.Empty(_page.Render<SimStatusChip>(p => p.Add(c => c.Status, status).Add(c => c.Drift, drift)).FindAll(".status-drift"));
}
