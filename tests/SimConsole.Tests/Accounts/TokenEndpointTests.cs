using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Accounts.Tokens;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Tests.Api;

namespace SimConsole.Tests.Accounts;

/// <summary>The token endpoint, to the letter of RFC 6749, sections 2.3.1, 4.4, 5.1 and 5.2.</summary>
public sealed class TokenEndpointTests : IAsyncLifetime
{
    private const string Path = "/api-services/v1/auth/token";
    private const string FormType = "application/x-www-form-urlencoded";

    private ServedConsole _console = null!;
    private NewApiKey _key = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiKeyService Keys => _console.Get<ApiKeyService>();

    private string Good => $"grant_type=client_credentials&client_id={_key.Key.Sid}&client_secret={_key.Secret}";

    public async ValueTask InitializeAsync()
    {
        _console = await ServedConsole.StartAsync();
        _key = await KeyAsync();
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_key_gets_a_token_that_opens_what_the_key_opens()
    {
        using var answer = await PostAsync(Good);
        var token = await ReadAsync(answer, HttpStatusCode.OK);
        Assert.Equal(["access_token", "expires_in", "token_type", "scope"], token.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("Bearer", "sims.read fleets.write"), (token.Text("token_type"), token.Text("scope")));
        Assert.InRange(token.GetProperty("expires_in").GetInt64(), 3_590, 3_600);
        Assert.Equal(HttpStatusCode.OK, (await _console.Bearing(token.Text("access_token")).GetAsync("/v1/Sims", Token)).StatusCode);
    }

    [Fact]
    public async Task A_client_signs_in_by_the_header_too_and_its_parts_are_encoded_as_a_form()
    {
        using var plain = await PostAsync("grant_type=client_credentials", basic: $"{_key.Key.Sid}:{_key.Secret}");
        await ReadAsync(plain, HttpStatusCode.OK);

        // Every character of the secret may come encoded, and a plus sign is a blank.
        var encoded = string.Concat(_key.Secret.Select(c => $"%{(int)c:X2}"));
        using var decoded = await PostAsync($"grant_type=client_credentials&client_id={_key.Key.Sid}", basic: $"%53K{_key.Key.Sid[2..]}:{encoded}");
        await ReadAsync(decoded, HttpStatusCode.OK);
        using var blank = await PostAsync("grant_type=client_credentials", basic: $"{_key.Key.Sid}:{_key.Secret}+");
        await IsErrorAsync(blank, HttpStatusCode.Unauthorized, "invalid_client");
    }

    [Theory]
    [InlineData("client_id={0}&client_secret={1}", 400, "invalid_request")]
    [InlineData("grant_type=&client_id={0}&client_secret={1}", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials&client_id={0}&client_secret={1}", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_id={0}&client_secret={1}", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&client_secret=", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&scope=sims.read&scope=sims.read", 400, "invalid_request")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&audience=a&audience=b", 400, "invalid_request")]
    [InlineData("grant_type=password&username=ann&password=x", 400, "unsupported_grant_type")]
    [InlineData("grant_type=Client_Credentials&client_id={0}&client_secret={1}", 400, "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id={0}", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret=", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_secret={1}", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}x", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=SK00000000000000000000000000000000&client_secret={1}", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id=nobody%00&client_secret={1}", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&Client_Id={0}&client_secret={1}", 401, "invalid_client")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&scope=sims.eat", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&scope=sims.write", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&scope=people.manage", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&scope=sims.read++fleets.write", 400, "invalid_scope")]
    [InlineData("grant_type=client_credentials&client_id={0}&client_secret={1}&scope=%22%C3%BC%5C", 400, "invalid_scope")]
    public async Task What_is_wrong_is_said_in_the_words_of_the_standard(string body, int status, string error)
    {
        using var answer = await PostAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, _key.Key.Sid, _key.Secret));
        await IsErrorAsync(answer, (HttpStatusCode)status, error);
        Assert.Empty(answer.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData("sims.read", "sims.read")]
    [InlineData("fleets.write+sims.read", "sims.read fleets.write")]
    [InlineData("sims.read+sims.read", "sims.read")]
    [InlineData("", "sims.read fleets.write")]
    public async Task A_scope_within_that_of_the_key_is_granted_and_named(string asked, string granted)
    {
        using var answer = await PostAsync($"{Good}&scope={asked}&resource=ignored");
        Assert.Equal(granted, (await ReadAsync(answer, HttpStatusCode.OK)).Text("scope"));
    }

    [Fact]
    public async Task A_key_that_is_limited_to_fleets_is_not_granted_what_reaches_beyond_them()
    {
        var fleet = await _console.AddFleetAsync("meters");
        var limited = (await Keys.CreateAsync(
            new ApiKeyOrder("limited", Permissions.SimsRead | Permissions.Import, null) { Scope = FleetScope.Of([fleet.Id]) }, TestConsole.Someone, Token)).Value!;
        using var answer = await PostAsync($"grant_type=client_credentials&client_id={limited.Key.Sid}&client_secret={limited.Secret}");
        Assert.Equal("sims.read", (await ReadAsync(answer, HttpStatusCode.OK)).Text("scope"));
        var nothing = (await Keys.CreateAsync(new ApiKeyOrder("nothing", Permissions.Import, null) { Scope = FleetScope.Of([fleet.Id]) }, TestConsole.Someone, Token)).Value!;
        using var refused = await PostAsync($"grant_type=client_credentials&client_id={nothing.Key.Sid}&client_secret={nothing.Secret}");
        await IsErrorAsync(refused, HttpStatusCode.BadRequest, "unauthorized_client");
    }

    [Fact]
    public async Task A_client_that_signs_in_twice_is_told_so()
    {
        using var both = await PostAsync(Good, basic: $"{_key.Key.Sid}:{_key.Secret}");
        await IsErrorAsync(both, HttpStatusCode.BadRequest, "invalid_request");
        using var another = await PostAsync("grant_type=client_credentials&client_id=SK00000000000000000000000000000000", basic: $"{_key.Key.Sid}:{_key.Secret}");
        await IsErrorAsync(another, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData("Basic !!!")]
    [InlineData("Basic")]
    [InlineData("Bearer abc")]
    [InlineData("Basic bm8gY29sb24=")]
    [InlineData("Basic U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDp4")]
    public async Task A_client_that_signs_in_by_the_header_in_vain_is_asked_for_basic(string header)
    {
        using var request = Request("grant_type=client_credentials");
        request.Headers.TryAddWithoutValidation("Authorization", header);
        using var answer = await _console.Anonymous.SendAsync(request, Token);
        await IsErrorAsync(answer, HttpStatusCode.Unauthorized, "invalid_client");
        var challenge = Assert.Single(answer.Headers.WwwAuthenticate);
        Assert.Equal("Basic", challenge.Scheme);
        Assert.StartsWith("realm=\"SimConsole\"", challenge.Parameter, StringComparison.Ordinal);

        using var ofBrowser = Request("grant_type=client_credentials");
        ofBrowser.Headers.TryAddWithoutValidation("Authorization", header);
        ofBrowser.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        using var unasked = await _console.Anonymous.SendAsync(ofBrowser, Token);
        await IsErrorAsync(unasked, HttpStatusCode.Unauthorized, "invalid_client");
        Assert.Empty(unasked.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1")]
    [InlineData("none at all")]
    [InlineData(null)]
    public async Task Anything_but_a_form_is_refused(string? type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good)) };
        if (type is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        using var answer = await _console.Anonymous.SendAsync(request, Token);
        await IsErrorAsync(answer, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_body_in_utf_8_and_in_another_case_of_its_type_is_read()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=\"UTF-8\"");
        using var answer = await _console.Anonymous.SendAsync(request, Token);
        await ReadAsync(answer, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bodies_that_cannot_be_read_or_are_too_large_are_refused()
    {
        using var broken = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent([.. Encoding.ASCII.GetBytes(Good), (byte)'&', 0xFF, 0xFE]) };
        broken.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        using var unread = await _console.Anonymous.SendAsync(broken, Token);
        await IsErrorAsync(unread, HttpStatusCode.BadRequest, "invalid_request");

        using var large = await PostAsync($"{Good}&filler={new string('x', 9_000)}");
        await IsErrorAsync(large, HttpStatusCode.RequestEntityTooLarge, "invalid_request");
        using var streamed = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent($"{Good}&filler={new string('x', 9_000)}", Encoding.UTF8, FormType) };
        streamed.Headers.TransferEncodingChunked = true;
        using var tooLong = await _console.Anonymous.SendAsync(streamed, Token);
        await IsErrorAsync(tooLong, HttpStatusCode.RequestEntityTooLarge, "invalid_request");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_not_allowed_and_no_parameter_is_read_from_the_address(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{Path}?{Good}");
        using var answer = await _console.Anonymous.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
        if (method != "HEAD")
        {
            await IsErrorAsync(answer, HttpStatusCode.MethodNotAllowed, "invalid_request");
        }

        using var posted = new HttpRequestMessage(HttpMethod.Post, $"{Path}?{Good}") { Content = new StringContent("", Encoding.UTF8, FormType) };
        using var inAddress = await _console.Anonymous.SendAsync(posted, Token);
        await IsErrorAsync(inAddress, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task A_page_of_another_site_gets_no_token_and_tries_no_secret()
    {
        using var request = Request(Good);
        request.Headers.TryAddWithoutValidation("Origin", "https://evil.example");
        using var answer = await _console.Anonymous.SendAsync(request, Token);
        await IsErrorAsync(answer, HttpStatusCode.Forbidden, "invalid_request");
    }

    [Fact]
    public async Task A_key_gets_none_from_elsewhere_and_only_whoever_has_its_secret_is_told_why()
    {
        var elsewhere = await KeyAsync(networks: "192.0.2.0/24");
        using var refused = await PostAsync($"grant_type=client_credentials&client_id={elsewhere.Key.Sid}&client_secret={elsewhere.Secret}");
        Assert.Contains("may not be used from 127.0.0.1", await IsErrorAsync(refused, HttpStatusCode.BadRequest, "unauthorized_client"), StringComparison.Ordinal);
        using var guessed = await PostAsync($"grant_type=client_credentials&client_id={elsewhere.Key.Sid}&client_secret=guessed");
        await IsErrorAsync(guessed, HttpStatusCode.Unauthorized, "invalid_client");
    }

    [Fact]
    public async Task The_account_itself_gets_none()
    {
        using var answer = await PostAsync($"grant_type=client_credentials&client_id={ServedConsole.AccountSid}&client_secret={ServedConsole.AuthToken}");
        await IsErrorAsync(answer, HttpStatusCode.Unauthorized, "invalid_client");
    }

    [Theory]
    [InlineData(TokenLife.Hour, 3_600)]
    [InlineData(TokenLife.Day, 86_400)]
    [InlineData(TokenLife.ThirtyDays, 30 * 86_400)]
    public async Task A_token_is_good_for_as_long_as_the_key_says(TokenLife life, long seconds)
    {
        var key = await KeyAsync(life);
        using var answer = await PostAsync($"grant_type=client_credentials&client_id={key.Key.Sid}&client_secret={key.Secret}");
        Assert.InRange((await ReadAsync(answer, HttpStatusCode.OK)).GetProperty("expires_in").GetInt64(), seconds - 10, seconds);
    }

    [Fact]
    public async Task No_token_outlives_its_key_or_the_secret_it_was_got_with()
    {
        var ending = await KeyAsync(TokenLife.TwoYears, TimeSpan.FromDays(3));
        using var short_ = await PostAsync($"grant_type=client_credentials&client_id={ending.Key.Sid}&client_secret={ending.Secret}");
        Assert.InRange((await ReadAsync(short_, HttpStatusCode.OK)).GetProperty("expires_in").GetInt64(), (3 * 86_400) - 10, 3 * 86_400);

        var lasting = await KeyAsync(TokenLife.TwoYears);
        using var whole = await PostAsync($"grant_type=client_credentials&client_id={lasting.Key.Sid}&client_secret={lasting.Secret}");
        Assert.InRange((await ReadAsync(whole, HttpStatusCode.OK)).GetProperty("expires_in").GetInt64(), 729 * 86_400L, 732 * 86_400L);
        Assert.NotNull((await Keys.RenewAsync(lasting.Key.Sid, TestConsole.Someone, Token)).Value);
        using var former = await PostAsync($"grant_type=client_credentials&client_id={lasting.Key.Sid}&client_secret={lasting.Secret}");
        Assert.InRange((await ReadAsync(former, HttpStatusCode.OK)).GetProperty("expires_in").GetInt64(), (7 * 86_400) - 10, 7 * 86_400);
    }

    [Fact]
    public async Task A_wrong_client_is_put_on_the_record()
    {
        using var answer = await PostAsync($"grant_type=client_credentials&client_id={_key.Key.Sid}&client_secret=guessed");
        await IsErrorAsync(answer, HttpStatusCode.Unauthorized, "invalid_client");
        await _console.Get<FailedSignIns>().WriteAsync();
        var entry = Assert.Single(await _console.Get<AuditReader>().ListBeforeAsync(new AuditFilter { Kind = AuditKinds.CredentialsRefused }, null, 10, Token));
        Assert.Equal((_key.Key.Sid, "127.0.0.1"), (entry.Subject, entry.Address));
    }

    [Fact]
    public async Task Where_the_database_cannot_be_read_the_answer_has_the_form_of_the_standard()
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"ApiKeys\" RENAME TO \"Gone\"", Token);
        try
        {
            using var answer = await PostAsync(Good);
            await IsErrorAsync(answer, HttpStatusCode.InternalServerError, "server_error");
        }
        finally
        {
            // Another test is given the database next.
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE \"Gone\" RENAME TO \"ApiKeys\"", CancellationToken.None);
        }
    }

    private static HttpRequestMessage Request(string body) => new(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, FormType) };

    private async Task<HttpResponseMessage> PostAsync(string body, string? basic = null)
    {
        using var request = Request(body);
        request.Headers.Authorization = basic is null ? null : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        return await _console.Anonymous.SendAsync(request, Token);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Contains("no-store", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal(["no-cache"], answer.Headers.Pragma.Select(value => value.Name));
        return await ServedConsole.ReadAsync(answer, status);
    }

    private static async Task<string> IsErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string error)
    {
        var body = await ReadAsync(answer, status);
        Assert.Equal(["error", "error_description"], body.EnumerateObject().Select(p => p.Name));
        Assert.Equal(error, body.Text("error"));
        Assert.DoesNotContain(body.Text("error_description"), c => c is < ' ' or > '~' or '"' or '\\');
        return body.Text("error_description");
    }

    private async Task<NewApiKey> KeyAsync(TokenLife life = TokenLife.Hour, TimeSpan? ends = null, string? networks = null) =>
        (await Keys.CreateAsync(new ApiKeyOrder("job", Permissions.SimsRead | Permissions.FleetsWrite, ends, networks) { TokenLife = life }, TestConsole.Someone, Token)).Value!;
}
