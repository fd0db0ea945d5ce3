using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;
using SimConsole.Fleets;
using SimConsole.Host;
using SimConsole.NetworkAuthorities;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.People.SecondFactor;
using SimConsole.Reconciliation;
using SimConsole.Sims;
using SimConsole.StatusChanges;

namespace SimConsole.Tests;

/// <summary>
/// The console's services on a real database of their own, with a clock that the test moves. No worker runs by itself: the test
/// says when. On a server where the environment names one (<see cref="TestDatabase"/>), on SQLite otherwise.
/// </summary>
public sealed class TestConsole : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TestDatabase _database;
    private readonly bool _ownsDatabase;
    private long _nextCard = 1;

    private TestConsole(IServiceCollection services, TestDatabase database, FakeTimeProvider time, bool ownsDatabase) =>
        (Services, _services, _database, Time, _ownsDatabase) = (services, services.BuildServiceProvider(), database, time, ownsDatabase);

    /// <summary>What is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Where this console keeps what it has.</summary>
    public TestDatabase Database => _database;

    /// <summary>The clock of everything in this console.</summary>
    public FakeTimeProvider Time { get; }

    public SimService Sims => Get<SimService>();
    public SimReader SimReader => Get<SimReader>();
    public FleetService Fleets => Get<FleetService>();
    public SimulatedNetwork Network => Get<SimulatedNetwork>();
    public StatusChangeWorker Worker => Get<StatusChangeWorker>();
    public Statements Statements => Get<Statements>();
    public static Caller Someone { get; } = new(new Actor("someone", OrderSource.Console), PermissionSets.All, "The role Administrator", DateTimeOffset.MaxValue);

    /// <summary>Makes the console; settings are configuration keys and values.</summary>
    public static async Task<TestConsole> StartAsync(params (string Key, string Value)[] settings) =>
        Start(await TestDatabase.CreateAsync(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)), true, settings);

    /// <summary>Makes the console on a database that somebody else disposes of.</summary>
    public static TestConsole StartOn(TestDatabase database) => Start(database, new FakeTimeProvider(DateTimeOffset.UtcNow), false, []);

    /// <summary>Creates or completes the database as a start of the program does. Returns whether the first account was made up by it.</summary>
    public async Task<bool> SetUpAsync()
    {
        await _services.MigrateAsync(TestContext.Current.CancellationToken);
        return await Get<AccountService>().EnsureAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes what a second process on this console's database would be; they share the clock. Dispose it first.</summary>
    public TestConsole StartAnother(params (string Key, string Value)[] settings) => Start(_database, Time, false, settings);

    private static TestConsole Start(TestDatabase database, FakeTimeProvider time, bool ownsDatabase, (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                [DataServices.ProviderKey] = database.Provider,
                ["ConnectionStrings:SimConsole"] = database.ConnectionString,
                ["Audit:KeyFile"] = TestDatabase.AuditKeyFile,
                [NetworkAuthoritiesSlice.Key] = "Simulated",
                ["Network:Simulated:Delay"] = "00:00:00",
                ["Network:Simulated:Seed"] = "1",
                [SecondFactorOptions.RequiredForKey] = SecondFactorOptions.Nobody,
            })
            .AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<TimeProvider>(time)
            .AddSlices(configuration)
            .AddSingleton<Statements>()
            .ConfigureDbContext<SqliteSimConsoleDb>((provider, options) => options.AddInterceptors(provider.GetRequiredService<Statements>(), Interruption.Interceptor.Instance))
            .ConfigureDbContext<PostgreSqlSimConsoleDb>((provider, options) => options.AddInterceptors(provider.GetRequiredService<Statements>(), Interruption.Interceptor.Instance))
            .ConfigureDbContext<SqlServerSimConsoleDb>((provider, options) => options.AddInterceptors(provider.GetRequiredService<Statements>(), Interruption.Interceptor.Instance));
        return new TestConsole(services, database, time, ownsDatabase);
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Opens a context on the console's database.</summary>
    public SimConsoleDb OpenDb() => Get<IDbContextFactory<SimConsoleDb>>().CreateDbContext();

    public async Task<Fleet> AddFleetAsync(string name) =>
        (await Fleets.CreateAsync(new FleetUpdate { UniqueName = name }, TestConsole.Someone, TestContext.Current.CancellationToken)).Value!;

    /// <summary>Adds a Sim that has this status, and that the network treats as it should.</summary>
    public async Task<SimRow> AddSimAsync(SimStatus status = SimStatus.New, Fleet? fleet = null, string? name = null)
    {
        var digits = $"898830700{_nextCard:D10}";
        var sim = new Sim
        {
            Iccid = digits + Iccid.CheckDigit(digits),
            Imsi = $"00101{_nextCard++:D10}",
            UniqueName = name,
            FleetId = fleet?.Id,
            CreatedAt = Time.Now(),
            UpdatedAt = Time.Now(),
            StatusChangedAt = Time.Now(),
            Status = status,
            ReadySince = status == SimStatus.Ready ? Time.Now() : null,
        };
        await using var db = OpenDb();
        db.Sims.Add(sim);
        db.SimulatedSubscribers.Add(new SimulatedSubscriber { Iccid = sim.Iccid, Imsi = sim.Imsi, MayAttach = status.MayConnect(), OrderedAt = Time.Now() });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (await SimReader.FindAsync(sim.Sid, FleetScope.All, TestContext.Current.CancellationToken))!;
    }

    /// <summary>Works off all that is due now, without moving the clock.</summary>
    public async Task WorkAsync()
    {
        while (await Worker.WorkOnceAsync(StatusChangePriority.Bulk, TestContext.Current.CancellationToken) > 0)
        {
        }
    }

    /// <summary>What is open has been tried for as long as it may be.</summary>
    public async Task RunOutOfTimeAsync()
    {
        await using var db = OpenDb();
        await db.StatusChanges.Where(c => c.EndedAt == null && c.SecondsLeft != null)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.SecondsLeft, 0), TestContext.Current.CancellationToken);
        await db.SettingsUpdates.Where(u => u.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecondsLeft, 0), TestContext.Current.CancellationToken);
        Time.Advance(TimeSpan.FromMinutes(10));
    }

    /// <summary>Compares all Sims with the network, which must be there.</summary>
    public async Task CompareAsync()
    {
        // What ends in the moment of the reading is left to the next comparison.
        Time.Advance(TimeSpan.FromSeconds(1));
        await Get<DriftService>().CompareAsync(null, null, Someone, TestContext.Current.CancellationToken);
        Assert.True(await Get<ReconcileWorker>().WorkOnceAsync(TestContext.Current.CancellationToken));
        Assert.Null((await Get<ReconcileQueue>().LatestAsync(null, null, TestContext.Current.CancellationToken))!.Failure);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_ownsDatabase)
        {
            await _database.DisposeAsync();
        }
    }
}
