using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using SimConsole.Host;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>One list says what the console is made of.</summary>
public sealed partial class SlicesTests
{
    private static readonly Type[] Types = typeof(Slices).Assembly.GetTypes();

    [Fact]
    public void Every_slice_is_in_the_list()
    {
        var written = Types.Where(type => type.IsClass && typeof(ISlice).IsAssignableFrom(type)).Select(type => type.Name);
        Assert.Equal(written.Order(), Slices.All.Select(slice => slice.GetType().Name).Order());
    }

    [Fact]
    public void Every_job_of_the_command_line_belongs_to_a_slice()
    {
        var written = Types.Where(type => type.IsClass && !type.IsAbstract && typeof(CommandLineJob).IsAssignableFrom(type)).Select(type => type.Name);
        Assert.Equal(written.Order(), Slices.All.SelectMany(slice => slice.Jobs).Select(job => job.GetType().Name).Order());
    }

    [Fact]
    public void The_navigation_leads_to_pages()
    {
        var pages = Types.SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>()).Select(route => route.Template[1..]);
        var entries = Slices.All.Select(slice => slice.Navigation).OfType<NavigationEntry>().ToList();
        Assert.Empty(entries.Select(entry => entry.Address).Except(pages));
        Assert.Equal(15, entries.Count);
        Assert.Equal(entries.Count, entries.DistinctBy(entry => entry.Key).Count());
    }

    [Fact]
    public async Task Readme_names_the_keys_that_are_read_and_no_others()
    {
        // What only tests and benchmarks set.
        string[] forTests = ["ESimProfiles:Work", "Network:Simulated:Outage", "StatusChanges:ParallelBatches", "StatusChanges:Work"];
        await using var console = await TestConsole.StartAsync();

        var read = console.Get<ConfigurationKeys>().All.Select(key => key.Name).Except(forTests);

        var written = ReadmeKeys.All.Select(key => Item().Replace(key, "")).Distinct();
        Assert.Equal(read.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_configured_is_shown_but_no_secret_is()
    {
        await using var console = await TestConsole.StartAsync(
            ("Account:AuthToken", "token"), ("Proxy:Trusted:0", "10.0.0.5"), ("Proxy:Trusted:1", "10.1.0.0/16"), ("Callbacks:Timeout", "00:00:07"));
        var configuration = console.Get<Microsoft.Extensions.Configuration.IConfiguration>();

        var shown = console.Get<ConfigurationKeys>().All.Where(key => key.IsRead).ToDictionary(key => key.Name, key => key.Shown(configuration));

        Assert.Equal("10.0.0.5, 10.1.0.0/16", shown["Proxy:Trusted"]);
        Assert.Equal("00:00:07", shown["Callbacks:Timeout"]);
        Assert.Equal("00:15:00", shown["Network:Reconcile:Every"]);
        Assert.Equal("set, not shown", shown["Account:AuthToken"]);
        Assert.Equal("set, not shown", shown["ConnectionStrings:SimConsole"]);
        Assert.DoesNotContain("Network:OsmoHlr:Host", shown.Keys);
    }

    [GeneratedRegex(@":\d+$")]
    private static partial Regex Item();
}
