using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SimConsole.Commands;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.LossReports.Evidence;
using SimConsole.Sims;
using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Api;

/// <summary>
/// Thousands of bad requests on every parameter of every operation, made from the contract and, for what is ours, from the served document: the answer has the
/// API's own form, is never a 5xx, and a refusal changes nothing.
/// </summary>
public sealed partial class GeneratedInputTests : IAsyncLifetime
{
    private const int AtOnce = 8;
    private const int MostShown = 15;

    private ServedConsole _console = null!;
    private HttpClient _client = null!;
    private SmallDisk? _disk;
    private long _sent;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Whatever changes is to have been changed by a request, so nothing works by itself.
        _console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers, ("Api:RateLimit:RequestsPerSecond", "1000000"));
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { Timeout = Wait.Limit };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _console.DisposeAsync();
        _disk?.Dispose();
    }

    [Fact]
    public async Task Whatever_is_wrong_is_refused_in_the_form_of_the_api_and_changes_nothing()
    {
        var known = await KnownAsync();
        await WriteBillingPeriodsAsync();
        var served = await Document.ServedByAsync(_console);
        var generated = Of(Document.Contract, Document.Contract.Operations.Values)
            .Concat(Of(served, served.Operations.Values.Where(operation => !Document.Contract.Operations.ContainsKey(operation.Id)))).ToList();

        await UnchangedAsync(() => SendAsync(generated.Where(request => !request.Writes || request.Status == 401)), "Reading and wrong credentials");

        // A request may be right after all, or make another one right. Those that are refused are sent again until none but refusals is left.
        var writing = generated.Where(request => request.Writes && request.Status != 401).ToList();
        var refused = await SendAsync(writing);
        Assert.InRange(refused.Count, writing.Count / 2, writing.Count);
        for (var round = 0; ; round++)
        {
            var before = await DigestAsync();
            var again = await SendAsync(refused);
            if (again.Count == refused.Count)
            {
                Assert.Equal(before, await DigestAsync());
                break;
            }

            Assert.True(round < 5, "There are always requests that another one makes right.");
            refused = again;
        }

        Assert.InRange(_sent, 10_000, long.MaxValue);

        IEnumerable<BadRequest> Of(Document document, IEnumerable<Operation> operations)
        {
            var requests = new BadRequests(document, (operation, name) => Known(known, operation, name));
            return operations.OrderBy(operation => operation.Id, StringComparer.Ordinal).SelectMany(requests.Of);
        }
    }

    private async Task UnchangedAsync(Func<Task> work, string what)
    {
        var before = await DigestAsync();
        await work();
        var changed = (await DigestAsync()).Except(before).Select(table => table.Key).ToList();
        Assert.True(changed.Count == 0, $"{what} changed {string.Join(", ", changed)}.");
    }

    /// <summary>A billing period follows from the history of its Sim, and is written when it is first asked for: reading it later changes nothing.</summary>
    private async Task WriteBillingPeriodsAsync()
    {
        foreach (var sim in (await _console.GetAsync("/v1/Sims?PageSize=1000")).GetProperty("sims").EnumerateArray())
        {
            await _console.GetAsync($"/v1/Sims/{sim.Text("sid")}/BillingPeriods");
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> DigestAsync()
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return await TableDigest.OfAsync(db, Token);
    }

    /// <summary>Sends all of them, several at once, and gives those that were refused. Fails with the commands that repeat what went wrong.</summary>
    private async Task<List<BadRequest>> SendAsync(IEnumerable<BadRequest> requests)
    {
        var (wrong, refused) = (new ConcurrentQueue<string>(), new ConcurrentQueue<BadRequest>());
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (request, token) =>
        {
            Interlocked.Increment(ref count);
            using var response = await AnswerAsync(request, token);
            var body = await response.Content.ReadAsStringAsync(token);
            if (Fault(request, response, body) is { } fault)
            {
                wrong.Enqueue($"{fault}: {(int)response.StatusCode} {body}\n  {request}");
            }

            if ((int)response.StatusCode >= 400)
            {
                refused.Enqueue(request);
            }
        });
        _sent += count;
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} requests in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s, {refused.Count} refused.");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} answers are wrong:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(MostShown))}");
        return [.. refused];
    }

    private async Task<HttpResponseMessage> AnswerAsync(BadRequest request, CancellationToken token)
    {
        try
        {
            return await SendAsync(request, token);
        }
        catch (HttpRequestException)
        {
            // The server hangs up on whoever sends a body that it will not read; the next request finds that out.
            return await SendAsync(request, token);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(BadRequest request, CancellationToken token)
    {
        using var message = request.Message(_console.Address);
        message.Headers.Authorization ??= request.Headers.Any(header => header.Name == "Authorization") ? null : ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        return await _client.SendAsync(message, token);
    }

    private static string? Fault(BadRequest request, HttpResponseMessage response, string body)
    {
        var status = (int)response.StatusCode;
        if (status >= 500 || status is < 200 or (>= 300 and < 400))
        {
            return "A status that no client can do anything with";
        }

        if (request.Status is { } only && (only == 400 ? status < 400 : status != only) && !RefusedByServer(request, status, body))
        {
            return $"Not {only}";
        }

        if (request.Method == "HEAD" || status == 204 || RefusedByServer(request, status, body))
        {
            return body.Length > 0 ? "A body where none can be" : null;
        }

        if (status < 400 && response.Content.Headers.ContentType?.MediaType == EvidenceExport.Pdf)
        {
            return request.Target.Split('?')[0].TrimEnd('/').EndsWith("/Evidence", StringComparison.OrdinalIgnoreCase) && body.StartsWith("%PDF-", StringComparison.Ordinal) ? null : "A file that was not asked for";
        }

        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return "No JSON";
        }

        var root = JsonDocument.Parse(body).RootElement;
        return status < 400 || root.EnumerateObject().Select(p => p.Name).SequenceEqual(["code", "message", "more_info", "status"])
            && root.GetProperty("code").TryGetInt32(out _) && root.Text("message").Length is > 0 and < 1_000 && root.GetProperty("status").GetInt32() == status ? null : "Not the body of an error";
    }

    /// <summary>Whether the web server turned the request away before it came to the console: it has a null, or an address that cannot be decoded.</summary>
    private static bool RefusedByServer(BadRequest request, int status, string body) =>
        status == 400 && body.Length == 0 && request.Target.Split('?')[0].Contains("%00", StringComparison.Ordinal);

    private static string Known(IReadOnlyDictionary<string, string> known, Operation operation, string name) =>
        known.GetValueOrDefault($"{operation.Id}.{name}")
        ?? (name.EndsWith("Sid", StringComparison.Ordinal) && name is not "AccountSid" ? known.GetValueOrDefault(name == "Sid" ? operation.Path.Split('/')[2] : name) : null)
        ?? known.GetValueOrDefault(name)
        ?? "something";

    /// <summary>What is there, by the name of the parameter, of the resource, or of an operation's own.</summary>
    private async Task<IReadOnlyDictionary<string, string>> KnownAsync()
    {
        var fleet = await _console.AddFleetAsync("meters");
        var (fresh, active) = ((await _console.AddSimsAsync(1))[0], (await _console.AddSimsAsync(1, SimStatus.Active, fleet))[0]);
        await _console.AddSimsAsync(1, SimStatus.Ready, fleet);
        var inactive = (await _console.AddSimsAsync(2, SimStatus.Inactive, fleet))[0];
        var network = (await _console.GetAsync("/v1/Networks?PageSize=1")).GetProperty("networks")[0].Text("sid");
        var profile = await PostAsync("/v1/NetworkAccessProfiles", ("UniqueName", "abroad"), ("Networks", network));
        await PostAsync($"/v1/Sims/{inactive.Sid}", ("Status", "active"), ("CallbackUrl", "https://callbacks.invalid/"));
        var change = (await _console.GetAsync($"/v1/Sims/{inactive.Sid}/StatusChanges")).GetProperty("status_changes")[0].Text("sid");
        var bulk = await PostAsync("/v1/BulkChanges", ("Status", "inactive"), ("Everything", "true"), ("Preview", "true"), ("Reason", "a test"));
        var eSim = await PostAsync("/v1/ESimProfiles", ("GenerateMatchingId", "true"));
        var (sms, ip) = await AddCommandsAsync(active);
        var report = await PostAsync("/v1/LossReports", ("Kind", "lost"), ("Sims", fresh.Iccid));
        var nextYear = TimeProvider.System.GetUtcNow().AddYears(1).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var plan = await PostAsync("/v1/PlannedChanges", ("Status", "inactive"), ("WhereFleet", "meters"), ("At", nextYear), ("Zone", "Europe/Berlin"), ("Repeats", "monthly"));
        var comparison = await PostAsync("/v1/Comparisons");
        await _console.PostAsync($"/v1/Sims/{active.Sid}/Details", System.Net.HttpStatusCode.OK, ("Tags", "berlin"));
        await using var cards = await CardFiles.OfCardsAsync(1);
        var import = (await _console.Get<ImportService>().OrderAsync(cards, new ImportOrder(CardTarget.Sims, "cards.csv"), TestConsole.Someone, null, Token)).Value!;
        return new Dictionary<string, string>
        {
            ["Comparisons"] = comparison,
            ["RemoveTags"] = "berlin",
            ["RemoveTag"] = "berlin",
            ["WhereTag"] = "berlin",
            ["Sims"] = active.Sid,
            ["SimSid"] = active.Sid,
            ["Sim"] = active.Sid,
            ["SimIccid"] = active.Iccid,
            ["Fleets"] = fleet.Sid,
            ["Fleet"] = fleet.Sid,
            ["Networks"] = network,
            ["Network"] = network,
            ["NetworkAccessProfiles"] = profile,
            ["NetworkAccessProfileSid"] = profile,
            ["NetworkAccessProfile"] = profile,
            ["FetchNetworkAccessProfileNetwork.Sid"] = network,
            ["DeleteNetworkAccessProfileNetwork.Sid"] = $"HW{new string('0', 32)}",
            ["ESimProfiles"] = eSim,
            ["SmsCommands"] = sms,
            ["IpCommands"] = ip,
            ["BulkChanges"] = bulk,
            ["LossReports"] = report,
            ["PlannedChanges"] = plan,
            ["At"] = nextYear,
            ["Zone"] = "Europe/Berlin",
            ["Repeats"] = "once",
            ["StatusChanges"] = change,
            ["Imports"] = import.Sid,
            ["Callbacks"] = (await _console.GetAsync("/v1/Callbacks")).GetProperty("callbacks")[0].Text("sid"),
            ["Iccid"] = "89883070001234567895",
            ["RegistrationCode"] = "1234567895",
            ["Status"] = "inactive",
            ["CallbackUrl"] = "https://callbacks.invalid/",
            ["CallbackMethod"] = "POST",
            ["Payload"] = "hello",
            ["PayloadType"] = "text",
            ["DevicePort"] = "7000",
            ["DataLimit"] = "100",
            ["Kind"] = "lost",
            ["PageSize"] = "5",
        };
    }

    /// <summary>An SMS and an IP command from the device. One to it would be refused: no device is attached where no worker runs.</summary>
    private async Task<(string Sms, string Ip)> AddCommandsAsync(Sim sim)
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var (sms, ip) = (Received(CommandKind.Sms, Command.SmsSidPrefix, null), Received(CommandKind.Ip, Command.IpSidPrefix, 5683));
        db.Commands.AddRange(sms, ip);
        await db.SaveChangesAsync(Token);
        return (sms.Sid, ip.Sid);

        Command Received(CommandKind kind, string prefix, int? port) => new()
        {
            Sid = Sid.New(prefix),
            Kind = kind,
            SimId = sim.Id,
            Direction = CommandDirection.FromSim,
            Status = CommandStatus.Received,
            Payload = "21",
            DevicePort = port,
            RequestedBy = "the network",
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
    }

    private async Task<string> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var body = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _console.Program.PostAsync(path, body, Token);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement.Text("sid");
    }
}
