using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SimConsole.Tests.Api;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Host;

/// <summary>Every key of README's table, in each of the three places where README says that it may stand.</summary>
public sealed class ReadmeKeysTests(PublishedConsole console)
{
    private const string Nonsense = "?";

    // The keys that take any text, or one that is looked at later; all others take no nonsense.
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["Urls"] = "http://127.0.0.1:0",
        ["Database:Provider"] = "Sqlite",
        ["ConnectionStrings:SimConsole"] = "",
        ["PublicBaseUrl"] = "https://sims.example.com",
        ["Proxy:Trusted"] = "10.0.0.5, 10.1.0.0/16",
        ["Metrics:Allowed"] = "10.0.0.5, 10.1.0.0/16",
        ["OpenTelemetry:Endpoint"] = "http://127.0.0.1:4318",
        ["Account:Sid"] = ServedConsole.AccountSid,
        ["Account:AuthToken"] = ServedConsole.AuthToken,
        ["Admin:UserName"] = "anna",
        ["Admin:Password"] = "a password of the tests",
        ["Audit:KeyFile"] = TestDatabase.AuditKeyFile,
        ["Audit:StreamFile"] = Path.Combine(AppContext.BaseDirectory, "audit.jsonl"),
        ["DataProtection:CertificateFile"] = "",
        ["DataProtection:CertificatePassword"] = "",
        ["SecondFactor:RequiredFor"] = "Security, Administrator",
        ["OpenId:Authority"] = "https://login.example.com",
        ["OpenId:ClientId"] = "simconsole",
        ["OpenId:ClientSecret"] = "secret",
        ["OpenId:Name"] = "Contoso",
        ["OpenId:GroupsClaim"] = "groups",
        ["OpenId:NameClaim"] = "preferred_username",
        ["OpenId:Scopes"] = "profile, groups",
        ["OpenId:Roles:Viewer"] = "everybody",
        ["OpenId:Roles:Operator"] = "operators, on-call",
        ["OpenId:Roles:Security"] = "security",
        ["OpenId:Roles:Administrator"] = "admins",
        ["OpenId:Roles:Auditor"] = "auditors",
        ["Network:Authority"] = "Simulated",
        ["Network:OsmoHlr:Host"] = "127.0.0.1",
        ["Network:SuperSim:BaseUrl"] = "https://example.com",
        ["Network:SuperSim:AccountSid"] = "AC1",
        ["Network:SuperSim:AuthToken"] = "secret",
        ["Network:SuperSim:ClientId"] = "client",
        ["Network:SuperSim:ClientSecret"] = "secret",
        ["Network:SuperSim:TokenUrl"] = "https://example.com/token",
        ["Network:SuperSim:WebhookSecret"] = "secret",
        ["Network:SuperSim:PendingWebhookSecret"] = "secret",
        ["Usage:Currency"] = "EUR",
        ["Live:Redis"] = "127.0.0.1:1,connectTimeout=100",
        ["Callbacks:AllowedPrivateNetworks:0"] = "127.0.0.0/8",
        ["Callbacks:AllowedPrivateNetworks:1"] = "10.0.0.0/8",
    };

    public static TheoryData<string> Places => ["command line", "environment", "appsettings.json"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Places))]
    public async Task Every_key_is_read_and_nonsense_is_named_with_it(string place)
    {
        var keys = ReadmeKeys.All;
        Assert.InRange(keys.Count, 40, 200);
        using var process = await StartAsync(place, keys.Select(key => (key, Text(key) ?? Nonsense)));

        var (exitCode, errors) = await process.EndsAsync();

        Assert.Equal(2, exitCode);
        Assert.Equal(
            keys.Where(key => Text(key) is null).Select(key => $"{key} is '{Nonsense}'").Order(StringComparer.Ordinal),
            errors.Select(error => error.Split(';')[0]).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Places))]
    public async Task What_is_said_counts(string place)
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var urls = $"http://{port.LocalEndpoint}";
        port.Stop();
        using var process = await StartAsync(place, ReadmeKeys.All.Where(key => Text(key) is not null).Select(key => (key, key == "Urls" ? urls : Text(key)!)));

        Assert.Equal(urls, await process.ServesAsync());

        using var program = new HttpClient { BaseAddress = new Uri(urls) };
        program.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
        Assert.Contains("\"https://sims.example.com/v1/Sims?", await program.GetStringAsync("/v1/Sims", Token), StringComparison.Ordinal);
    }

    private string? Text(string key) => key == "ConnectionStrings:SimConsole" ? console.NewDatabase() : Texts.GetValueOrDefault(key);

    private async Task<ConsoleProcess> StartAsync(string place, IEnumerable<(string Key, string Value)> settings)
    {
        switch (place)
        {
            case "command line":
                return await console.StartAsync([.. settings.Select(s => $"--{s.Key}={s.Value}")]);
            case "environment":
                return await console.StartAsync([.. settings.Select(s => (s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value))]);
            default:
                return PublishedConsole.StartIn(await console.CopyAsync(Json(settings).ToString()), console.NewFolder(), []);
        }
    }

    private static JsonObject Json(IEnumerable<(string Key, string Value)> settings)
    {
        var json = new JsonObject();
        foreach (var (key, value) in settings)
        {
            var parts = key.Split(':');
            var section = json;
            foreach (var part in parts[..^1])
            {
                section = (JsonObject)(section[part] ??= new JsonObject());
            }

            section[parts[^1]] = value;
        }

        return json;
    }
}
