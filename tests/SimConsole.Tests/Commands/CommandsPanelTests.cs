using AngleSharp.Dom;
using Bunit;
using SimConsole.Commands;
using SimConsole.Live;
using SimConsole.Sims;

namespace SimConsole.Tests.Commands;

public sealed class CommandsPanelTests : IAsyncLifetime
{
    private PageContext _page = null!;

    private TestConsole Console => _page.Console;

    public async ValueTask InitializeAsync() => _page = await PageContext.StartAsync();

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task A_command_is_sent_and_followed_until_the_device_has_it()
    {
        var panel = await OpenAsync(SimStatus.Active);
        Assert.Contains("None so far", panel.Markup, StringComparison.Ordinal);
        Assert.True(Button(panel, "Send to the device").HasAttribute("disabled"));

        await panel.Find("input").InputAsync(new() { Value = "wake up" });
        await Button(panel, "Send to the device").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Equal("queued", panel.Find(".command-status").GetAttribute("data-status")));
        Assert.Contains("SMS by ann", panel.Find(".commands li").TextContent, StringComparison.Ordinal);
        Assert.Equal("wake up", panel.Find(".command-payload").TextContent);

        await Console.CarryAsync();
        await _page.LiveAsync(() => panel.Find(".command-status").GetAttribute("data-status") == "delivered");
    }

    [Fact]
    public async Task The_device_is_played_where_the_network_is_simulated()
    {
        var panel = await OpenAsync(SimStatus.Ready);
        await panel.Find("select").ChangeAsync(new() { Value = nameof(CommandKind.Ip) });
        await panel.FindAll("input")[0].ChangeAsync(new() { Value = "5683" });
        await panel.FindAll("input")[1].InputAsync(new() { Value = "21" });
        await Button(panel, "Send as the device").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Contains("IP from the device", panel.Find(".commands li").TextContent, StringComparison.Ordinal));
        Assert.Equal("MjE=", panel.Find(".command-payload").TextContent);
    }

    [Fact]
    public async Task What_cannot_be_sent_says_why_and_keeps_what_was_written()
    {
        var panel = await OpenAsync(SimStatus.Inactive);
        Assert.Contains("A SIM that is inactive takes none", panel.Markup, StringComparison.Ordinal);
        await panel.Find("input").InputAsync(new() { Value = "wake up" });
        await Button(panel, "Send to the device").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Contains("The SIM is inactive", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("wake up", panel.Find("input").GetAttribute("value"));
        await Button(panel, "Send as the device").ClickAsync(new());
        panel.WaitForAssertion(() => Assert.Contains("cause 7", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_shows_what_its_address_says()
    {
        var fleet = await Console.AddFleetAsync("meters");
        var (pump, lamp) = (await Console.AddSimAsync(SimStatus.Active, fleet, "pump"), await Console.AddSimAsync(SimStatus.Active, fleet, "lamp"));
        await Console.SendAsync(pump.Sms("to the pump"));
        await Console.HearAsync(lamp, new DeviceMessage(CommandKind.Sms, "from the lamp"));

        _page.Navigation.NavigateTo("commands?direction=from_sim");
        var page = _page.Render<CommandsPage>();
        page.WaitForAssertion(() => Assert.Equal("lamp", Assert.Single(page.FindAll("a.row-link")).TextContent));
        _page.Navigation.NavigateTo("commands?status=queued&sim=pump");
        page.WaitForAssertion(() => Assert.Equal("pump", Assert.Single(page.FindAll("a.row-link")).TextContent));
        _page.Navigation.NavigateTo("commands?status=failed");
        page.WaitForAssertion(() => Assert.Contains("No command matches", page.Markup, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<CommandsPanel>> OpenAsync(SimStatus status)
    {
        var sim = await Console.AddSimAsync(status, await Console.AddFleetAsync("meters"), "pump");
        var panel = _page.Render<CommandsPanel>(p => p.Add(c => c.Sim, sim));
        panel.WaitForElement(".muted, .commands");
        return panel;
    }

    private static IElement Button(IRenderedComponent<CommandsPanel> panel, string text) => panel.FindAll("button").Single(b => b.TextContent.Trim() == text);
}
