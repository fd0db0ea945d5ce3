using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Accounts;
using SimConsole.People;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.People;

/// <summary>Strangers at the sign-in page. Each network is another address of this machine.</summary>
public sealed partial class PasswordSignInTests : IAsyncLifetime
{
    private const string Here = "127.0.0.2";
    private const string Elsewhere = "127.0.0.3";

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly GuardedHasher _hasher = new();
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        _hasher.AddTo(services);
    });

    public ValueTask DisposeAsync()
    {
        _hasher.Gate.Set();
        return _console.DisposeAsync();
    }

    [Fact]
    public async Task Of_a_thousand_guesses_at_once_at_one_name_from_one_network_five_are_compared()
    {
        using var stranger = new Visitor(_console, Here);
        var answers = await StatusesAsync(1_000, i => stranger.SignInAsync($"guess number {i}"));

        Assert.Equal(SignInLimits.WrongByName, _hasher.Compared);
        Assert.Equal(SignInLimits.WrongByName, answers.Count(status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(1_000 - SignInLimits.WrongByName, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Of_guesses_at_many_names_from_one_network_thirty_are_compared()
    {
        using var stranger = new Visitor(_console, Here);
        await StatusesAsync(200, i => stranger.SignInAsync(GuardedHasher.Guess, $"name{i}"));
        Assert.Equal(SignInLimits.WrongByNetwork, _hasher.Compared);
    }

    [Fact]
    public async Task While_strangers_guess_a_person_signs_in_from_another_network_and_where_he_did_before()
    {
        using var known = await new Visitor(_console, Here).SignedInAsync();
        using var stranger = new Visitor(_console, Here);
        await StatusesAsync(20, i => stranger.SignInAsync($"guess number {i}"));
        using var refused = await stranger.SignInAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(SignInLimits.Window, refused.Headers.RetryAfter?.Delta);

        using var elsewhere = await new Visitor(_console, Elsewhere).SignedInAsync();
        await known.SignedInAsync();

        _time.Advance(SignInLimits.Window);
        await stranger.SignedInAsync();
    }

    [Fact]
    public async Task What_says_that_a_device_is_known_counts_for_one_name_and_five_wrong_passwords()
    {
        using var known = await new Visitor(_console, Here).SignedInAsync();
        var compared = _hasher.Compared;
        var answers = await StatusesAsync(50, i => known.SignInAsync($"guess number {i}"));
        Assert.Equal(SignInLimits.WrongByName, answers.Count(status => status == HttpStatusCode.Unauthorized));
        await StatusesAsync(50, i => known.SignInAsync($"guess number {i}", "somebody else"));
        Assert.Equal(compared + (2 * SignInLimits.WrongByName), _hasher.Compared);
    }

    [Fact]
    public async Task However_many_networks_guess_at_once_two_passwords_are_compared_at_once_and_everybody_else_is_served()
    {
        using var known = await new Visitor(_console, Here).SignedInAsync();
        _hasher.Gate.Reset();
        var strangers = Enumerable.Range(1, 60).Select(i => new Visitor(_console, $"127.0.1.{i}")).ToList();
        var guesses = strangers.SelectMany(stranger => Enumerable.Range(0, 4).Select(_ => stranger.SignInAsync(GuardedHasher.Guess))).ToList();

        // Nothing that is compared ends: all that the server can use for others is what the guesses leave.
        await Wait.UntilAsync(() => guesses.Count(guess => guess.IsCompleted) > 100 && _hasher.Now > 0);
        Assert.Equal(HttpStatusCode.OK, (await _console.Program.GetAsync("/v1/Sims", Token)).StatusCode);
        await known.SignedInAsync();
        Assert.Equal(1, _hasher.Now);

        _hasher.Gate.Set();
        foreach (var answer in await Task.WhenAll(guesses))
        {
            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}");
            answer.Dispose();
        }

        Assert.InRange(_hasher.MostAtOnce, 1, 2);
        strangers.ForEach(stranger => stranger.Dispose());
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_answered_as_one_that_somebody_has()
    {
        var known = await AnswersAsync(Visitor.Name);
        var compared = _hasher.Compared;
        var unknown = await AnswersAsync("nobody");

        Assert.Equal(SignInLimits.WrongByName, compared);
        Assert.Equal(compared, _hasher.Compared - compared);
        Assert.Equal(known, unknown);

        async Task<List<string>> AnswersAsync(string name)
        {
            using var stranger = new Visitor(_console, Here);
            var answers = new List<string>();
            for (var i = 0; i <= SignInLimits.WrongByName; i++)
            {
                using var answer = await stranger.SignInAsync(GuardedHasher.Guess, name);
                var body = await answer.Content.ReadAsStringAsync(Token);
                var sentence = Refusal().Match(body).Groups[1].Value;
                Assert.Contains("do not match", sentence, StringComparison.Ordinal);
                answers.Add(sentence + (i < SignInLimits.WrongByName ? "" : answer.StatusCode));
            }

            Assert.Single(answers.Take(SignInLimits.WrongByName).Distinct());
            return answers;
        }
    }

    [Fact]
    public async Task Right_passwords_are_no_guesses()
    {
        for (var i = 0; i < 2 * SignInLimits.WrongByName; i++)
        {
            using var visitor = await new Visitor(_console, Here).SignedInAsync();
        }
    }

    [Fact]
    public async Task Guesses_at_an_open_page_are_limited_and_keep_nobody_from_signing_in()
    {
        var people = _console.Get<PeopleService>();
        var admin = TestConsole.Someone with { Actor = new Actor(Visitor.Name, OrderSource.Console) };
        var guesses = Enumerable.Range(0, 100).Select(_ => people.ChangePasswordAsync(admin, GuardedHasher.Guess, "another password of the tests", Token));
        var answers = await Task.WhenAll(guesses);

        Assert.Equal(SignInLimits.WrongByName, _hasher.Compared);
        Assert.All(answers, answer => Assert.Equal(20003, answer.Refusal?.Code));
        using var visitor = await new Visitor(_console, Here).SignedInAsync();
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_network_is_what_one_stranger_has(string one, string other, bool same) =>
        Assert.Equal(same, SignInLimits.NetworkOf(IPAddress.Parse(one)) == SignInLimits.NetworkOf(IPAddress.Parse(other)));

    private static async Task<List<HttpStatusCode>> StatusesAsync(int count, Func<int, Task<HttpResponseMessage>> send)
    {
        // The form is read once, so that all of them can go at once.
        using var first = await send(0);
        var answers = await Task.WhenAll(Enumerable.Range(1, count - 1).Select(send));
        var statuses = answers.Select(answer => answer.StatusCode).Append(first.StatusCode).ToList();
        Array.ForEach(answers, answer => answer.Dispose());
        return statuses;
    }

    [GeneratedRegex("role=\"alert\">([^<]+)<")]
    private static partial Regex Refusal();
}
