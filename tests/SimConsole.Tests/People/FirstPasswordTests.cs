using System.Net;
using SimConsole.People;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>A password that the console made up is good for one thing: to choose another.</summary>
public sealed class FirstPasswordTests : IAsyncLifetime
{
    private const string Own = "four words nobody guesses";

    private ServedConsole _console = null!;
    private string _given = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync();
        _given = (await _console.Get<PeopleService>().ResetAsync(Visitor.Name, Caller.CommandLine, Token)).Value!;
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task Every_page_leads_to_choosing_another_until_that_is_done()
    {
        using var visitor = await new Visitor(_console).SignedInAsync(_given);
        foreach (var path in new[] { "/", "/sims", "/people", "/sims.csv" })
        {
            using var led = await visitor.GetAsync(path);
            Assert.Equal((HttpStatusCode.Redirect, FirstPasswordPage.Address), (led.StatusCode, led.Headers.Location?.OriginalString));
        }

        Assert.Contains("The two new passwords differ", await SaidAsync(await ChooseAsync(visitor, _given, Own, "another"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("easy to guess", await SaidAsync(await ChooseAsync(visitor, _given, "password1234", "password1234"), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.Contains("present password is wrong", await SaidAsync(await ChooseAsync(visitor, "a guess at it", Own, Own), HttpStatusCode.Unauthorized), StringComparison.Ordinal);
        using var other = await new Visitor(_console).SignedInAsync(_given);

        using var chosen = await ChooseAsync(visitor, _given, Own, Own);

        Assert.Equal(HttpStatusCode.Redirect, chosen.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync("/people")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await other.GetAsync("/sims")).StatusCode);
        using var late = new Visitor(_console);
        Assert.Equal(HttpStatusCode.Unauthorized, (await late.SignInAsync(_given)).StatusCode);
    }

    [Fact]
    public async Task The_name_of_the_console_and_of_the_person_make_no_password()
    {
        foreach (var easy in new[] { "simconsole2026", "adminadminadmin", "qwertyuiop12", "aaaaaaaaaaaaaaaa", new string('a', 256) })
        {
            var changed = await _console.Get<PeopleService>().ChangePasswordAsync(
                TestConsole.Someone with { Actor = new Actor(Visitor.Name, OrderSource.Console) }, _given, easy, Token);
            Assert.Contains("easy to guess", changed.Refusal!.Message, StringComparison.Ordinal);
        }
    }

    private static Task<HttpResponseMessage> ChooseAsync(Visitor visitor, string present, string password, string again) =>
        visitor.SubmitAsync(FirstPasswordPage.Address, ("Form.Present", present), ("Form.Password", password), ("Form.Again", again));

    private static async Task<string> SaidAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            Assert.Equal(status, answer.StatusCode);
            return await answer.Content.ReadAsStringAsync(Token);
        }
    }
}
