using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SimConsole.Tests.Inventory;
using SimConsole.Tests.People;

namespace SimConsole.Tests.Api;

public sealed class ImportsApiTests : IAsyncLifetime
{
    private static readonly string Cards = $"iccid,unique_name,fleet,label\n{CardFiles.IccidOf(1)},pump-1,north,x\n12345,pump-2,north,y\n{CardFiles.IccidOf(1)},,,\n{CardFiles.IccidOf(2)},pump-3,north,z\n";

    private ServedConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await ServedConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_form_with_a_file_is_imported_and_every_line_has_its_verdict()
    {
        using var answer = await SendAsync(Form(Cards, ("Target", "sims")));
        var ordered = await AnswerAsync(answer, HttpStatusCode.Created);
        Assert.Equal(("cards.csv", "sims"), (ordered.Text("file_name"), ordered.Text("target")));

        var ended = await EndedAsync(ordered);

        Assert.Equal(("completed", 4), (ended.Text("state"), ended.GetProperty("lines_read").GetInt32()));
        Assert.Equal((2, 0, 1, 1), Counts(ended));
        Assert.Equal("Columns that are left out: label.", ended.Text("reading"));
        Assert.Equal(["north"], ended.GetProperty("new_fleets").EnumerateArray().Select(f => f.GetString()));
        var first = await _console.GetAsync($"{ended.GetProperty("links").Text("lines")}?PageSize=1");
        var second = await _console.GetAsync(first.GetProperty("meta").Text("next_page_url")!);
        Assert.Equal([(4, "duplicate"), (3, "bad")], new[] { first, second }.Select(page => page.GetProperty("import_lines")[0]).Select(line => (line.GetProperty("line").GetInt32(), line.Text("kind")!)));
        Assert.Single((await _console.GetAsync($"{ended.GetProperty("links").Text("lines")}?Kind=bad")).GetProperty("import_lines").EnumerateArray());
        Assert.Equal("new", (await _console.GetAsync("/v1/Sims/pump-3")).Text("status"));
        Assert.Equal(ended.Text("sid"), (await _console.GetAsync("/v1/Imports")).GetProperty("imports")[0].Text("sid"));
    }

    [Fact]
    public async Task A_body_of_csv_is_previewed_and_nothing_is_there_after_it()
    {
        using var answer = await SendAsync(Body(Cards), "?Preview=true");

        var preview = await AnswerAsync(answer, HttpStatusCode.OK);

        Assert.Equal((2, 0, 1, 1), Counts(preview));
        Assert.Equal(["ICCID", "name", "Fleet", null], preview.GetProperty("columns").EnumerateArray().Select(column => column.Text("taken_for")));
        Assert.Equal([3, 4], preview.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("line").GetInt32()));
        Assert.Empty((await _console.GetAsync("/v1/Imports")).GetProperty("imports").EnumerateArray());
        Assert.Empty((await _console.GetAsync("/v1/Sims")).GetProperty("sims").EnumerateArray());
    }

    [Fact]
    public async Task The_same_request_with_the_same_key_is_one_import()
    {
        using var first = await SendAsync(Form(Cards), key: "monday");
        using var second = await SendAsync(Form(Cards), key: "monday");
        using var other = await SendAsync(Form(Cards, ("AcceptAsPrinted", "true")), key: "monday");

        Assert.Equal((await AnswerAsync(first, HttpStatusCode.Created)).Text("sid"), (await AnswerAsync(second, HttpStatusCode.Created)).Text("sid"));
        (await AnswerAsync(other, HttpStatusCode.BadRequest)).IsError(20001, "another request");
        Assert.Single((await _console.GetAsync("/v1/Imports")).GetProperty("imports").EnumerateArray());
    }

    [Fact]
    public async Task Imsis_that_lost_their_zeros_are_shown_and_mended_on_request()
    {
        var cards = $"iccid,imsi\n{CardFiles.IccidOf(1)},001010000000001\n{CardFiles.IccidOf(2)},1010000000002\n";
        using var looked = await SendAsync(Body(cards), "?Preview=true");
        var preview = await AnswerAsync(looked, HttpStatusCode.OK);
        Assert.Equal((1, 0, 0, 1), Counts(preview));
        var mended = Assert.Single(preview.GetProperty("mended_imsis").EnumerateArray());
        Assert.Equal((3, "1010000000002", "001010000000002"), (mended.GetProperty("line").GetInt32(), mended.Text("given"), mended.Text("imsi")));

        using var first = await SendAsync(Form(cards), key: "monday");
        using var other = await SendAsync(Form(cards, ("AcceptMended", "true")), key: "monday");
        using var second = await SendAsync(Form(cards, ("AcceptMended", "true")), key: "tuesday");

        Assert.Equal((1, 0, 0, 1), Counts(await EndedAsync(await AnswerAsync(first, HttpStatusCode.Created))));
        (await AnswerAsync(other, HttpStatusCode.BadRequest)).IsError(20001, "another request");
        Assert.Equal((1, 1, 0, 0), Counts(await EndedAsync(await AnswerAsync(second, HttpStatusCode.Created))));
    }

    [Fact]
    public async Task What_is_no_list_of_cards_is_refused_and_stores_nothing()
    {
        (HttpContent Content, string Query, string Says)[] bad =
        [
            (new StringContent("File=x", Encoding.UTF8, "application/x-www-form-urlencoded"), "", "There is no file."),
            (new StringContent("{}", Encoding.UTF8, "application/json"), "", "The body is not a form."),
            (new MultipartFormDataContent { { new StringContent("sims"), "Target" } }, "", "The form has 0 files."),
            (new MultipartFormDataContent { { new StringContent(Cards), "Data", "cards.csv" } }, "", "The form has 1 files. Send one, as its part File."),
            (new StringContent("--x\r\nbroken", Encoding.UTF8, MediaTypeHeaderValue.Parse("multipart/form-data; boundary=y")), "", "The body cannot be read as a form."),
            (Form(""), "", "The file is empty."),
            (Body("iccid\n"), "", "The file has a header and no lines."),
            (Body("\u0000\u0001PK"), "", "This is not a text file"),
            (Form(Cards, ("Target", "shelf")), "", "Target is 'shelf'"),
            (Body(Cards), "?Target=inventory", "The file has no column registration_code"),
            (Body(Cards), "?AcceptRounded=maybe", "AcceptRounded is 'maybe'"),
        ];
        foreach (var (content, query, says) in bad)
        {
            using var answer = await SendAsync(content, query);
            (await AnswerAsync(answer, HttpStatusCode.BadRequest)).IsError(20001, says);
        }

        Assert.Empty((await _console.GetAsync("/v1/Imports")).GetProperty("imports").EnumerateArray());
        await _console.GetAsync("/v1/Imports/IM00000000000000000000000000000000", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_import_that_has_ended_is_neither_paused_nor_stopped()
    {
        using var answer = await SendAsync(Form(Cards));
        var links = (await EndedAsync(await AnswerAsync(answer, HttpStatusCode.Created))).GetProperty("links");

        foreach (var link in new[] { "pause", "resume", "stop" })
        {
            (await _console.PostAsync(links.Text(link)!, HttpStatusCode.BadRequest)).IsError(20001, "Only an import that");
        }
    }

    [Fact]
    public async Task Lines_that_are_downloaded_and_mended_are_imported_as_they_stand()
    {
        var cards = $"title;;\r\niccid;msisdn;unique_name\r\n{CardFiles.IccidOf(1)};+49301234567;-first\r\n{CardFiles.IccidOf(2)[..^1]}x;+49301234568;=second\r\n{CardFiles.IccidOf(3)};12;third\r\n{CardFiles.IccidOf(4)}\r\n";
        using var answer = await SendAsync(Form(cards));
        var ended = await EndedAsync(await AnswerAsync(answer, HttpStatusCode.Created));
        Assert.Equal((2, 0, 0, 2), Counts(ended));
        using var person = await new Visitor(_console).SignedInAsync(ServedConsole.Password);
        using var file = await person.GetAsync($"/import/{ended.Text("sid")}/lines.csv");

        var csv = await file.Content.ReadAsStringAsync(Token);
        var lines = csv.TrimStart('\uFEFF').ReplaceLineEndings("\n").Trim().Split('\n');

        Assert.Equal("iccid,msisdn,unique_name,what to do", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains("'=second", lines[1], StringComparison.Ordinal);
        Assert.Contains("An MSISDN has 5 to 15 digits", lines[2], StringComparison.Ordinal);
        var mended = csv.Replace($"{CardFiles.IccidOf(2)[..^1]}x", CardFiles.IccidOf(2), StringComparison.Ordinal).Replace("=\"\"12\"\"", "=\"\"49301234569\"\"", StringComparison.Ordinal);
        using var again = await SendAsync(Body(mended));
        var second = await EndedAsync(await AnswerAsync(again, HttpStatusCode.Created));

        Assert.Equal((2, 0, 0, 0), Counts(second));
        Assert.True(Counts(second) == (2, 0, 0, 0), mended + second);
        Assert.Equal("Columns that are left out: what to do.", second.Text("reading"));
        Assert.Equal(CardFiles.IccidOf(2), (await _console.GetAsync($"/v1/Sims/{Uri.EscapeDataString("=second")}")).Text("iccid"));
    }

    private static StringContent Body(string cards) => new(cards, Encoding.UTF8, "text/csv");

    private static MultipartFormDataContent Form(string cards, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new StringContent(cards), "File", "cards.csv" } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    private static (int, int, int, int) Counts(JsonElement import)
    {
        var counts = import.GetProperty("counts");
        return (counts.GetProperty("good").GetInt32(), counts.GetProperty("there_already").GetInt32(), counts.GetProperty("duplicate").GetInt32(), counts.GetProperty("bad").GetInt32());
    }

    private static async Task<JsonElement> AnswerAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(expected == answer.StatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContent content, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/Imports{query}") { Content = content };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _console.Program.SendAsync(request, Token);
    }

    private async Task<JsonElement> EndedAsync(JsonElement import)
    {
        await Wait.UntilAsync(async () => (import = await _console.GetAsync(import.Text("url")!)).Text("state") is "completed" or "stopped");
        return import;
    }
}
