using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Accounts;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;
using SimConsole.Fleets;
using SimConsole.People;
using SimConsole.Shell;
using SimConsole.Tests.Api;
using SimConsole.Tests.People;

namespace SimConsole.Tests.Shell;

/// <summary>The first answer to a browser has the frame and the title of the page; the page itself comes in the circuit.</summary>
public sealed partial class FirstPaintTests : IAsyncLifetime
{
    private readonly Statements _statements = new();
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The pages that are called the same whatever they show.</summary>
    private static IReadOnlyList<(Type Page, string Path, string Title)> Titled { get; } =
        [.. typeof(FirstPaint).Assembly.GetTypes().Where(page => page.GetCustomAttribute<TitleAttribute>() is not null)
            .Select(page => (page, page.GetCustomAttribute<RouteAttribute>()!.Template, page.GetCustomAttribute<TitleAttribute>()!.Title))];

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(services =>
    {
        ServedConsole.WithoutWorkers(services);
        services.ConfigureDbContext<SqliteSimConsoleDb>(options => options.AddInterceptors(_statements))
            .ConfigureDbContext<PostgreSqlSimConsoleDb>(options => options.AddInterceptors(_statements))
            .ConfigureDbContext<SqlServerSimConsoleDb>(options => options.AddInterceptors(_statements));
    });

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task The_first_answer_has_the_title_of_the_page_and_reads_nothing_but_the_session()
    {
        Assert.InRange(Titled.Count, 20, int.MaxValue);
        using var visitor = await new Visitor(_console).SignedInAsync();
        foreach (var (_, path, title) in Titled)
        {
            var html = "";
            var sent = await _statements.OfAsync(async () => html = await ReadAsync(visitor, path));

            Assert.Equal($"{title} · SimConsole", DocumentTitle().Match(html).Groups[1].Value);
            Assert.Equal(title, Heading().Match(html).Groups[1].Value);
            Assert.NotEmpty(sent);
            Assert.All(sent, statement => Assert.Contains("\"Sessions\"", statement.Text.Replace('[', '"').Replace(']', '"'), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_title_that_is_known_before_is_the_one_that_the_page_has()
    {
        await using var context = await PageContext.StartAsync();
        await context.Console.Get<AccountService>().EnsureAsync(Token);
        foreach (var (type, _, title) in Titled)
        {
            var page = context.Render(type, null);
            await Wait.UntilAsync(() => Task.FromResult(page.FindAll("h1").Count == 1));

            Assert.Equal(title, page.Find("h1").TextContent.Trim());
        }
    }

    [Fact]
    public async Task A_page_that_is_called_after_what_it_shows_says_that_it_loads()
    {
        var fleet = await _console.AddFleetAsync("meters-berlin");
        using var visitor = await new Visitor(_console).SignedInAsync();

        var html = await ReadAsync(visitor, $"/{FleetPage.AddressOf(fleet)}");

        Assert.Equal("SimConsole", DocumentTitle().Match(html).Groups[1].Value);
        Assert.Contains("<p class=\"visually-hidden\" role=\"status\">Loading</p>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("meters-berlin", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Administrator, true)]
    public async Task The_navigation_of_the_first_answer_shows_what_the_person_may_see(Role role, bool people)
    {
        var invitations = _console.Get<InvitationService>();
        var invited = (await invitations.InviteAsync("ben", role, FleetScope.All, TestConsole.Someone, Token)).Value!;
        Assert.Null((await invitations.AcceptAsync(invited.Token, ServedConsole.Password, Token)).Refusal);
        using var visitor = await new Visitor(_console).SignedInAsync(name: "ben");

        var html = await ReadAsync(visitor, "/fleets");

        var links = Link().Matches(html).Select(link => link.Groups[1].Value).ToList();
        Assert.Contains("sims", links);
        Assert.Contains("settings", links);
        Assert.Equal(people, links.Contains("people"));
        Assert.Equal(people, html.Contains("Report a loss", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_answer_has_the_theme_that_the_cookie_names()
    {
        using var visitor = await new Visitor(_console).SignedInAsync();

        Assert.Contains($"--mud-palette-background: {Light}", await ReadAsync(visitor, "/fleets"), StringComparison.Ordinal);
        visitor.Keep("theme", "dark");
        Assert.Contains($"--mud-palette-background: {Dark}", await ReadAsync(visitor, "/fleets"), StringComparison.Ordinal);
    }

    private static string Light => $"{Theme.Console.PaletteLight.Background}";

    private static string Dark => $"{Theme.Console.PaletteDark.Background}";

    private static async Task<string> ReadAsync(Visitor visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Token));
    }

    [GeneratedRegex("<title>(.*?)</title>")]
    private static partial Regex DocumentTitle();

    [GeneratedRegex("<h1>(.*?)</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("<a [^>]*href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
