using Bunit;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using MudBlazor.Extensions;
using SimConsole.NetworkAuthorities.Simulated;

namespace SimConsole.Tests.NetworkAuthorities;

/// <summary>Two who change the simulated network at the same time overwrite nothing of each other in silence.</summary>
public sealed class SimulatedNetworkPanelTests : IAsyncLifetime
{
    private PageContext _pages = null!;

    private SimulatedNetwork Network => _pages.Console.Network;

    public async ValueTask InitializeAsync()
    {
        _pages = await PageContext.StartAsync();
        Network.Settings = new SimulatedOptions { Delay = TimeSpan.FromSeconds(2), FailureRate = 0.07 };
    }

    public ValueTask DisposeAsync() => _pages.DisposeAsync();

    [Fact]
    public async Task Whoever_turns_the_same_knob_is_told_who_was_first_and_has_it_his_way_by_applying_again()
    {
        var (one, other) = (Panel(), Panel());
        await DelayAsync(one, 5);
        await DelayAsync(other, 9);
        await SaveAsync(one);
        one.WaitForAssertion(() => Assert.Equal("Saved.", one.Find("[role=status]").TextContent));

        await SaveAsync(other);
        other.WaitForAssertion(() => Assert.Equal(
            "ann has changed how the simulated network behaves since you opened it: its delay is now 5 s. Nothing was saved. Save again to overwrite it.", other.Find("[role=alert]").TextContent));
        Assert.Equal(TimeSpan.FromSeconds(5), Network.Settings.Delay);

        await SaveAsync(other);
        other.WaitForAssertion(() => Assert.Equal("Saved.", other.Find("[role=status]").TextContent));
        Assert.Equal(TimeSpan.FromSeconds(9), Network.Settings.Delay);
    }

    [Fact]
    public async Task What_somebody_leaves_as_it_is_he_does_not_set_back()
    {
        var (one, other) = (Panel(), Panel());
        await one.InvokeAsync(() => one.FindComponents<MudSwitch<bool>>()[1].Instance.ValueChanged.InvokeAsync(true));
        await DelayAsync(other, 9);
        await SaveAsync(one);
        one.WaitForAssertion(() => Assert.Equal("Saved.", one.Find("[role=status]").TextContent));

        await SaveAsync(other);
        other.WaitForAssertion(() => Assert.Equal("Saved.", other.Find("[role=status]").TextContent));
        Assert.Equal((TimeSpan.FromSeconds(9), true, 0.07), (Network.Settings.Delay, Network.Settings.Outage, Math.Round(Network.Settings.FailureRate, 9)));
        Assert.True(other.FindComponents<MudSwitch<bool>>()[1].Instance.GetState(state => state.Value));

        // He sees it, so that it is his next time.
        await other.InvokeAsync(() => other.FindComponents<MudSwitch<bool>>()[1].Instance.ValueChanged.InvokeAsync(false));
        await SaveAsync(other);
        other.WaitForAssertion(() => Assert.False(Network.Settings.Outage));
        Assert.Empty(other.FindAll("[role=alert]"));
    }

    private IRenderedComponent<SimulatedNetworkPanel> Panel() => _pages.Render<SimulatedNetworkPanel>(parameters => parameters.Add(panel => panel.Network, Network));

    private static Task DelayAsync(IRenderedComponent<SimulatedNetworkPanel> panel, double seconds) =>
        panel.InvokeAsync(() => panel.FindComponents<MudNumericField<double>>()[0].Instance.ValueChanged.InvokeAsync(seconds));

    private static Task SaveAsync(IRenderedComponent<SimulatedNetworkPanel> panel) => panel.FindAll("button").Single(button => button.TextContent.Trim() == "Save").ClickAsync(new());
}
