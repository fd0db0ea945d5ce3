using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.People.SecondFactor;
using SimConsole.Sims;

namespace SimConsole.Tests.Api;

/// <summary>The whole console behind a real port, on a database of its own, with the simulated network at no delay.</summary>
public sealed class ServedConsole : IAsyncDisposable
{
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string AuthToken = "0123456789abcdef0123456789abcdef";
    public const string Password = "a password of the tests";

    private readonly WebApplicationFactory<Program> _factory;
    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;

    private ServedConsole(WebApplicationFactory<Program> factory, TestDatabase database, bool ownsDatabase)
    {
        (_factory, _database, _ownsDatabase) = (factory, database, ownsDatabase);
        Anonymous = factory.CreateClient();
        Anonymous.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        Program = As(AccountSid, AuthToken);
    }

    /// <summary>A client without credentials.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>A client with the account's credentials.</summary>
    public HttpClient Program { get; }

    public Uri Address => Anonymous.BaseAddress!;

    /// <summary>The connection string of its database.</summary>
    public string DatabaseConnection => _database.ConnectionString;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<ServedConsole> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, settings);

    /// <summary>Lets nothing work by itself: whatever changes was changed by a request.</summary>
    public static void WithoutWorkers(IServiceCollection services)
    {
        var own = typeof(Program).Assembly;
        foreach (var worker in services.Where(s => s.ServiceType == typeof(IHostedService) && (s.ImplementationType?.Assembly ?? s.ImplementationFactory?.Method.DeclaringType?.Assembly) == own).ToList())
        {
            services.Remove(worker);
        }
    }

    /// <summary>A console with other services beside its own.</summary>
    public static async Task<ServedConsole> StartAsync(Action<IServiceCollection> services, params (string Key, string Value)[] settings) =>
        StartOn(await TestDatabase.CreateAsync(), services, settings);

    /// <summary>A console on a database of its own that is there already.</summary>
    public static ServedConsole StartOn(TestDatabase database, Action<IServiceCollection> services, params (string Key, string Value)[] settings) =>
        StartOn(database, true, services, settings);

    /// <summary>What a second process on this console's database would be. Dispose it first.</summary>
    public ServedConsole StartAnother(Action<IServiceCollection> services, params (string Key, string Value)[] settings) => StartOn(_database, false, services, settings);

    private static ServedConsole StartOn(TestDatabase database, bool ownsDatabase, Action<IServiceCollection> services, (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] own =
        [
            ("Database:Provider", database.Provider),
            ("ConnectionStrings:SimConsole", database.ConnectionString),
            ("Audit:KeyFile", TestDatabase.AuditKeyFile),
            ("Account:Sid", AccountSid),
            ("Account:AuthToken", AuthToken),
            ("Network:Simulated:Delay", "00:00:00"),
            ("Network:Simulated:SessionEvery", "00:00:00"),
            ("Urls", "http://127.0.0.1:0"),
            ("Admin:Password", Password),
            (SecondFactorOptions.RequiredForKey, SecondFactorOptions.Nobody),
            ("Logging:LogLevel:Default", "None"),
            ("Logging:LogLevel:Microsoft.AspNetCore", "None"),
        ];
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            foreach (var (key, value) in own.Concat(settings))
            {
                host.UseSetting(key, value);
            }

            host.ConfigureServices(services);
        });
        factory.UseKestrel(0);
        return new ServedConsole(factory, database, ownsDatabase);
    }

    public T Get<T>() where T : notnull => _factory.Services.GetRequiredService<T>();

    /// <summary>A client with other credentials.</summary>
    public HttpClient As(string user, string password)
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = Basic(user, password);
        return client;
    }

    /// <summary>A client that sends a token.</summary>
    public HttpClient Bearing(string token)
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Asks the token endpoint for a token of a key.</summary>
    /// <param name="scope">Words of permissions with blanks between; null for all that the key has.</param>
    public async Task<string> TokenAsync(string sid, string secret, string? scope = null)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials", ["client_id"] = sid, ["client_secret"] = secret };
        if (scope is not null)
        {
            form["scope"] = scope;
        }

        using var body = new FormUrlEncodedContent(form);
        using var answer = await Anonymous.PostAsync("/api-services/v1/auth/token", body, Token);
        return (await ReadAsync(answer, HttpStatusCode.OK)).Text("access_token");
    }

    public static AuthenticationHeaderValue Basic(string user, string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public async Task<Fleet> AddFleetAsync(string name) => (await Get<FleetService>().CreateAsync(new FleetUpdate { UniqueName = name }, TestConsole.Someone, Token)).Value!;

    /// <summary>Adds Sims of one status, the last one newest.</summary>
    public async Task<IReadOnlyList<Sim>> AddSimsAsync(int count, SimStatus status = SimStatus.New, Fleet? fleet = null)
    {
        await using var db = await Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var first = await db.Sims.CountAsync(Token);
        var now = TimeProvider.System.Now();
        var sims = Enumerable.Range(first, count).Select(i =>
        {
            var digits = $"898830700{i:D10}";
            return new Sim { Iccid = digits + Iccid.CheckDigit(digits), FleetId = fleet?.Id, Status = status, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now };
        }).ToList();
        db.Sims.AddRange(sims);
        await db.SaveChangesAsync(Token);
        return sims;
    }

    /// <summary>Adds a Sim with this ICCID.</summary>
    public async Task AddSimAsync(string iccid, SimStatus status)
    {
        await using var db = await Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var now = TimeProvider.System.Now();
        db.Sims.Add(new Sim { Iccid = iccid, Status = status, CreatedAt = now, UpdatedAt = now, StatusChangedAt = now });
        await db.SaveChangesAsync(Token);
    }

    /// <summary>Writes in the network's own record whether a SIM may attach.</summary>
    public async Task LetAttachAsync(Sim sim, bool mayAttach)
    {
        await using var db = await Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        db.SimulatedSubscribers.Add(new SimulatedSubscriber { Iccid = sim.Iccid, Imsi = sim.Imsi, MayAttach = mayAttach });
        await db.SaveChangesAsync(Token);
    }

    /// <summary>GETs a path, which must answer with <paramref name="expected"/>.</summary>
    public async Task<JsonElement> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await Program.GetAsync(path, Token), expected);

    /// <summary>POSTs a form, which must answer with <paramref name="expected"/>.</summary>
    public async Task<JsonElement> PostAsync(string path, HttpStatusCode expected, params (string Name, string Value)[] form)
    {
        using var body = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await ReadAsync(await Program.PostAsync(path, body, Token), expected);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        if (_ownsDatabase)
        {
            await _database.DisposeAsync();
        }
    }
}

internal static class ErrorAssertions
{
    /// <summary>That this is the body of an error, with this code, and a sentence that holds this text.</summary>
    public static void IsError(this JsonElement error, int code, string says = "")
    {
        Assert.Equal(["code", "message", "more_info", "status"], error.EnumerateObject().Select(p => p.Name));
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Contains(says, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.EndsWith($"/{code}", error.GetProperty("more_info").GetString(), StringComparison.Ordinal);
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
