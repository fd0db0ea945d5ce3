using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Data;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.Processes;

namespace SimConsole.Tests.Telemetry;

/// <summary>What a load balancer and a collector see when something is away.</summary>
public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_authority_that_is_away_is_said_and_takes_no_process_out()
    {
        await using var console = await ServedConsole.StartAsync(("Network:Simulated:Outage", "true"));

        await IsReadyAsync(console, "Degraded. The network authority does not answer, and changes wait for it.");
        await Wait.UntilAsync(async () => (await Scrape.ReadAsync(console.Anonymous)).Value("simconsole_authority_up") == 0);
        Assert.Equal("Healthy", await console.Anonymous.GetStringAsync("/health/live", Token));
    }

    [Fact]
    public async Task A_queue_that_is_late_is_said_and_takes_no_process_out()
    {
        await using var console = await ServedConsole.StartAsync(ServedConsole.WithoutWorkers);
        var sim = Assert.Single(await console.AddSimsAsync(1, SimStatus.Active, await console.AddFleetAsync("meters")));
        await console.PostAsync($"/v1/Sims/{sim.Sid}", HttpStatusCode.Accepted, ("Status", "inactive"));
        Assert.Equal("Healthy", await console.Anonymous.GetStringAsync("/health/ready", Token));

        await using var db = await console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        var before = DateTimeOffset.UtcNow.AddMinutes(-2);
        await db.StatusChanges.ExecuteUpdateAsync(set => set.SetProperty(c => c.QueuedAt, before), Token);

        await IsReadyAsync(console, "Degraded. The queue is late: its oldest change has been scheduled for ");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_holds_no_scrape()
    {
        var away = new Away();
        await using var console = await ServedConsole.StartAsync(services =>
        {
            ServedConsole.WithoutWorkers(services);
            away.StandBefore(services);
        });
        Assert.Equal("Healthy", await console.Anonymous.GetStringAsync("/health/live", Token));
        away.IsSilent = true;

        // The authority may not have answered yet when the first scrape ends.
        Scrape scrape = null!;
        await Wait.UntilAsync(async () => (scrape = await Scrape.ReadAsync(console.Anonymous)).Value("simconsole_authority_up") == 1);

        Assert.Equal((0, 0), (scrape.Value("simconsole_database_readable"), scrape.Value("simconsole_database_writable")));
        Assert.Null(scrape.Value("simconsole_changes_oldest_seconds"));
        Assert.Contains("dotnet_gc_collections_total", scrape.Names);
        using var ready = await console.Anonymous.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        away.IsSilent = false;
    }

    [Fact]
    [Trait("Only", "Sqlite")]
    public async Task A_database_that_can_only_be_read_is_not_ready_and_the_metrics_say_so()
    {
        using var disk = SmallDisk.Mount();
        await using var database = await TestDatabase.CreateAsync(disk.Folder);
        Assert.SkipUnless(database.Provider == "Sqlite", "A server has a disk of its own.");
        using var process = ConsoleProcess.Start(database, ("Network:Simulated:Delay", "00:00:00"));
        using var client = new HttpClient { BaseAddress = new Uri(await process.ServesAsync()), Timeout = Wait.Limit };
        Assert.Equal(1, (await Scrape.ReadAsync(client)).Value("simconsole_database_writable"));

        disk.Fill();

        await Wait.UntilAsync(async () => (await Scrape.ReadAsync(client)).Value("simconsole_database_writable") == 0);
        Assert.Equal(1, (await Scrape.ReadAsync(client)).Value("simconsole_database_readable"));
        using var ready = await client.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    private static Task IsReadyAsync(ServedConsole console, string says) => Wait.UntilAsync(async () =>
    {
        using var answer = await console.Anonymous.GetAsync("/health/ready", Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadAsStringAsync(Token)).StartsWith(says, StringComparison.Ordinal);
    }, says);

    /// <summary>A database that opens no connection any more, and does not say so.</summary>
    private sealed class Away
    {
        private volatile TaskCompletionSource _answers = Answering();

        public bool IsSilent
        {
            set
            {
                _answers.TrySetResult();
                _answers = value ? new(TaskCreationOptions.RunContinuationsAsynchronously) : Answering();
            }
        }

        public void StandBefore(IServiceCollection services)
        {
            var factory = services.Last(service => service.ServiceType == typeof(IDbContextFactory<SimConsoleDb>));
            services.AddSingleton<IDbContextFactory<SimConsoleDb>>(provider =>
                new Factory(this, (IDbContextFactory<SimConsoleDb>)ActivatorUtilities.CreateInstance(provider, factory.ImplementationType!)));
        }

        private static TaskCompletionSource Answering()
        {
            var answering = new TaskCompletionSource();
            answering.SetResult();
            return answering;
        }

        private sealed class Factory(Away away, IDbContextFactory<SimConsoleDb> inner) : IDbContextFactory<SimConsoleDb>
        {
            public SimConsoleDb CreateDbContext() => inner.CreateDbContext();

            public async Task<SimConsoleDb> CreateDbContextAsync(CancellationToken cancellationToken)
            {
                await away._answers.Task.WaitAsync(cancellationToken);
                return await inner.CreateDbContextAsync(cancellationToken);
            }
        }
    }
}
