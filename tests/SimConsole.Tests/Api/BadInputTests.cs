using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

/// <summary>Whatever is sent: an answer of the API's own form, never a 500, never a stack trace; and a refusal changes nothing.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync(("StatusChanges:Work", "false"));

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    /// <summary>Form, code, HTTP status, and a part of the sentence, for a new Sim without a Fleet.</summary>
    public static TheoryData<string, int, int, string> RefusedUpdates() => new()
    {
        { "Status=on", 20001, 400, "new, ready, active" },
        { "Status=Active", 20001, 400, "Status is 'Active'" },
        { "Status=", 20001, 400, "Status is ''" },
        { "Status=2", 20001, 400, "Status is '2'" },
        { "Status=active&Status=ready", 20001, 400, "2 times" },
        { "Status=new", 83010, 400, "cannot be set to new" },
        { "Status=scheduled", 83010, 400, "cannot be set to scheduled" },
        { "Status=inactive", 83010, 400, "new SIM" },
        { "Status=active", 83007, 400, "without a Fleet" },
        { "Fleet=nowhere", 83006, 400, "nowhere" },
        { "Fleet=HF00000000000000000000000000000000", 83006, 400, "There is no Fleet" },
        { $"Fleet={new string('x', 5_000)}", 83006, 400, "xxx…xxx" },
        { "UniqueName=taken", 83011, 409, "taken" },
        { "UniqueName=a/b", 20001, 400, "cannot contain /" },
        { "UniqueName=HS00000000000000000000000000000000", 20001, 400, "look like a SID" },
        { "UniqueName=ok&Status=active", 83007, 400, "without a Fleet" },
        { "UniqueName=%01", 20001, 400, "control" },
        { "UniqueName=%00", 20001, 400, "cannot be read" },
        { "Status=active&Fleet=x&CallbackUrl=example.com", 20001, 400, "CallbackUrl is not a web address" },
        { "Status=active&CallbackUrl=/callbacks", 20001, 400, "CallbackUrl is not a web address" },
        { "Status=active&CallbackUrl=ftp://example.com/", 20001, 400, "CallbackUrl is not a web address" },
        { "Status=active&CallbackUrl=https://example.com/a b", 20001, 400, "CallbackUrl is not a web address" },
        { "Status=active&CallbackUrl=https://me:secret@example.com/", 20001, 400, "user name or a password" },
        { $"Status=active&CallbackUrl=https://example.com/{new string('a', 2_048)}", 20001, 400, "at most 2048" },
        { "CallbackUrl=https://example.com/&CallbackUrl=https://example.com/", 20001, 400, "2 times" },
        { "CallbackMethod=PUT", 20001, 400, "GET or POST" },
        { "AccountSid=AC00000000000000000000000000000009", 20001, 400, "AccountSid" },
    };

    [Theory]
    [MemberData(nameof(RefusedUpdates))]
    public async Task A_refused_update_says_why_and_changes_nothing(string form, int code, int status, string says)
    {
        var sims = await _console.AddSimsAsync(2);
        await _console.PostAsync($"/v1/Sims/{sims[0].Sid}", HttpStatusCode.OK, ("UniqueName", "taken"));
        var before = await StateAsync();

        using var body = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        var error = await ServedConsole.ReadAsync(await _console.Program.PostAsync($"/v1/Sims/{sims[1].Sid}", body, Token), (HttpStatusCode)status);

        error.IsError(code, says);
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task While_a_change_is_in_flight_another_step_and_another_fleet_are_refused()
    {
        var (here, there) = (await _console.AddFleetAsync("here"), await _console.AddFleetAsync("there"));
        var sim = (await _console.AddSimsAsync(1, SimStatus.Active, here))[0];

        (await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.BadRequest, ("Fleet", ""))).IsError(83008, "needs a Fleet");
        await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"));
        (await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.BadRequest, ("Status", "active"))).IsError(83010, "in flight");
        (await _console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Conflict, ("Fleet", there.Sid))).IsError(83009, "in flight");
    }

    [Theory]
    [InlineData("", 83001, "Iccid is missing")]
    [InlineData("Iccid=89883070001234567893", 83001, "RegistrationCode is missing")]
    [InlineData("Iccid=89883070001234567890&RegistrationCode=H3LL0W0RLD", 83002, "check digit")]
    [InlineData("Iccid=abc&RegistrationCode=H3LL0W0RLD", 83002, "only digits")]
    public async Task A_card_that_cannot_be_registered_is_refused(string form, int code, string says)
    {
        using var body = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        (await ServedConsole.ReadAsync(await _console.Program.PostAsync("/v1/Sims", body, Token), HttpStatusCode.BadRequest)).IsError(code, says);
        Assert.Empty((await _console.GetAsync("/v1/Sims")).GetProperty("sims").EnumerateArray());
    }

    [Theory]
    [InlineData("application/json", "{\"Status\":\"active\"}")]
    [InlineData("text/plain", "Status=active")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "Status=active")]
    [InlineData(null, "Status=active")]
    public async Task A_body_that_is_not_a_form_is_refused(string? type, string text)
    {
        using var body = new StringContent(text);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        foreach (var path in new[] { "/v1/Sims", "/v1/Fleets", "/v1/Fleets/x", "/v1/Sims/x" })
        {
            (await ServedConsole.ReadAsync(await _console.Program.PostAsync(path, body, Token), HttpStatusCode.BadRequest)).IsError(20001, "form");
        }
    }

    [Theory]
    [InlineData(200_000, 1)]
    [InlineData(1, 5_000)]
    [InlineData(2_000, 30)]
    public async Task A_form_that_is_too_large_is_refused(int length, int fields)
    {
        using var body = new FormUrlEncodedContent(Enumerable.Range(0, fields).Select(i => KeyValuePair.Create($"F{i}", new string('a', length))));
        using var response = await _console.Program.PostAsync("/v1/Fleets", body, Token);
        if (length * fields > 60_000 || fields > 4_096)
        {
            (await ServedConsole.ReadAsync(response, HttpStatusCode.BadRequest)).IsError(20001, "body");
        }
        else
        {
            await ServedConsole.ReadAsync(response, HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task Many_strange_requests_never_break_anything()
    {
        var fleet = await _console.AddFleetAsync("meters");
        await _console.AddSimsAsync(3, SimStatus.Active, fleet);
        string[] values =
        [
            "", " ", "0", "-1", "1000000000", "99999999999999999999", "1e3", "NaN", "true", "null", "undefined", "'", "\"", "' OR 1=1 --", "%", "_", "*", "\\", "/", "..", "<script>alert(1)</script>",
            "\0", "\u0001", "\u202e", "\ud83d\ude00", "é", new string('x', 65), new string('x', 5_000), "HS", "HF00000000000000000000000000000000", "default", "active", "scheduled", "http://", "javascript:alert(1)",
        ];
        string[] names = ["Status", "Fleet", "Iccid", "PageSize", "Page", "PageToken", "UniqueName", "RegistrationCode", "DataLimit", "DataEnabled", "SmsCommandsUrl", "NetworkAccessProfile", "IpCommandsMethod"];
        var sent = 0;
        foreach (var value in values)
        {
            var encoded = Uri.EscapeDataString(value);
            foreach (var name in names)
            {
                await SaneAsync(await _console.Program.GetAsync($"/v1/Sims?{name}={encoded}", Token));
                await SaneAsync(await _console.Program.GetAsync($"/v1/Fleets?{name}={encoded}", Token));
                using var form = new FormUrlEncodedContent([KeyValuePair.Create(name, value)]);
                await SaneAsync(await _console.Program.PostAsync("/v1/Sims", form, Token));
                sent += 3;
            }

            if (value == "\0")
            {
                // The server itself refuses this in a path, before anything of the console sees it.
                continue;
            }

            await SaneAsync(await _console.Program.GetAsync($"/v1/Sims/{encoded}", Token));
            await SaneAsync(await _console.Program.GetAsync($"/v1/Fleets/{encoded}", Token));
            sent += 2;
        }

        Assert.True(sent > 500, $"Only {sent} requests were sent.");
        Assert.Equal(3, (await _console.GetAsync("/v1/Sims")).GetProperty("sims").GetArrayLength());
        Assert.Single((await _console.GetAsync("/v1/Fleets")).GetProperty("fleets").EnumerateArray());
    }

    [Theory]
    [InlineData("DELETE", "/v1/Sims")]
    [InlineData("PUT", "/v1/Fleets/x")]
    [InlineData("POST", "/v1/Nothing")]
    [InlineData("GET", "/v1")]
    [InlineData("GET", "/v1/")]
    [InlineData("GET", "/v1/Sims/x/y/z")]
    public async Task What_there_is_not_answers_404_with_a_body(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        (await ServedConsole.ReadAsync(await _console.Program.SendAsync(request, Token), HttpStatusCode.NotFound)).IsError(20404);
    }

    private static async Task SaneAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        var request = $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri}: {text}";

        // A dot segment is taken out of the address by the client itself, and leads to the list.
        Assert.True((int)response.StatusCode is 200 or 400 or 404 or 409, $"{(int)response.StatusCode} {request}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        var root = JsonDocument.Parse(text).RootElement;
        Assert.True(response.IsSuccessStatusCode || root.TryGetProperty("code", out _), request);
    }

    private async Task<string> StateAsync()
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return JsonSerializer.Serialize(new
        {
            Sims = await db.Sims.AsNoTracking().OrderBy(s => s.Id).ToListAsync(Token),
            Events = await db.SimEvents.CountAsync(Token),
            Changes = await db.StatusChanges.CountAsync(Token),
            Fleets = await db.Set<Fleet>().CountAsync(Token),
        });
    }
}
