using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SimConsole.Commands;
using SimConsole.DataLimits;
using SimConsole.ESimProfiles;
using SimConsole.NetworkAuthorities;
using SimConsole.Reconciliation;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Commands;
using SimConsole.Tests.SettingsUpdates;
using SimConsole.Usage;
using SimConsole.Work;

namespace SimConsole.Tests.Work;

/// <summary>Whatever an authority can be asked, and never answers: who asked goes on, soon.</summary>
public sealed class BoundedAskingTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every method of every interface that says what an authority can.</summary>
    public static IEnumerable<TheoryDataRow<string>> Calls =>
        from type in typeof(INetworkAuthority).Assembly.GetTypes()
        where type is { IsInterface: true, IsPublic: true } && type.Namespace == typeof(INetworkAuthority).Namespace
        from method in type.GetMethods()
        where !method.IsSpecialName
        select new TheoryDataRow<string>(method.Name);

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_that_is_never_answered_holds_nobody(string call)
    {
        await PrepareAsync();
        var authority = new SilentAuthority(call);

        await EndsWithinAsync(BoundedAsking.Longest, authority, () => WorkAsync(call, authority));
    }

    [Fact]
    public async Task A_command_that_nobody_carries_fails_by_its_own_deadline()
    {
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddFleetAsync("fleet"));
        await _console.ConnectAsync(sim);
        var (sms, ip) = (await _console.SendAsync(sim.Sms()), await _console.SendAsync(sim.Ip()));

        await CarryAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((CommandStatus.Queued, CommandStatus.Failed), ((await _console.AgainAsync(sms)).Status, (await _console.AgainAsync(ip)).Status));
        Assert.Equal("It was not delivered in time. The network authority did not answer.", (await _console.AgainAsync(ip)).Failure);

        await using (var db = _console.OpenDb())
        {
            await db.Commands.Where(c => c.Sid == sms.Sid).ExecuteUpdateAsync(set => set.SetProperty(c => c.SecondsLeft, 300), Token);
        }

        _console.Time.Advance(TimeSpan.FromMinutes(1));
        await CarryAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(CommandStatus.Failed, (await _console.AgainAsync(sms)).Status);

        Task CarryAsync(TimeSpan limit)
        {
            var authority = new SilentAuthority(nameof(ICommandCarrier.CarryAsync));
            return EndsWithinAsync(limit, authority, () => WorkAsync(nameof(ICommandCarrier.CarryAsync), authority));
        }
    }

    /// <summary>Something is due for everybody who asks an authority.</summary>
    private async Task PrepareAsync()
    {
        var fleet = await _console.AddNarrowFleetAsync("narrow", _console.Networks()[0]);
        var sim = await _console.AddSimAsync(SimStatus.New, fleet);
        await _console.AskAsync(sim, SimStatus.Active);
        await _console.WorkAsync();
        await _console.SendAsync(sim.Sms());
        await _console.Get<ESimProfileService>().OrderAsync(new ESimProfileOrder(null, true), TestConsole.Someone, Token);
        await using (var db = _console.OpenDb())
        {
            db.DataBlocks.Add(new DataBlock { SimId = sim.Id, State = DataBlockState.Barred, DecidedAt = _console.Time.GetUtcNow() });
            await db.SaveChangesAsync(Token);
        }

        await _console.AskAsync(await _console.AddSimAsync(SimStatus.Active, fleet), SimStatus.Inactive);
        await _console.Get<DriftService>().CompareAsync(null, null, TestConsole.Someone, Token);
    }

    private Task WorkAsync(string call, SilentAuthority authority)
    {
        return call switch
        {
            nameof(INetworkAuthority.ApplyAsync) => Make<StatusChangeWorker>(authority).WorkOnceAsync(StatusChangePriority.Bulk, Token),
            nameof(INetworkAuthority.CheckAsync) => Make<AuthorityHealthReader>(authority).ReadAsync(Token),
            nameof(IReadableAuthority.ReadAsync) or nameof(IEnrollingAuthority.EnrolAsync) or nameof(IListingAuthority.ListAllowedAsync) => CompareAsync(),
            nameof(IRoamingAuthority.AllowNetworksAsync) => Make<SettingsUpdateWorker>(authority).WorkOnceAsync(Token),
            nameof(ICommandCarrier.CarryAsync) => Make<CommandWorker>(Only<ICommandCarrier>(authority)).WorkOnceAsync(Token),
            nameof(IESimAuthority.ReserveAsync) => Make<ESimProfileWorker>(authority).WorkOnceAsync(Token),
            nameof(IUsageSource.ReportAsync) or nameof(IDataBarring.BarDataAsync) =>
                Make<UsageWorker>(Make<DataLimitService>(Only<IDataBarring>(authority)), Only<IUsageSource>(authority)).WorkOnceAsync(Token),
            _ => throw new NotSupportedException($"Say here who calls {call}, so that it is shown to be bounded."),
        };

        Task CompareAsync()
        {
            var enroller = Make<Enroller>(authority);
            return Make<ReconcileWorker>(enroller, Make<Reconciler>(authority, enroller)).WorkOnceAsync(Token);
        }
    }

    private static IEnumerable<T> Only<T>(T one) => [one];

    private T Make<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(_console.Get<IServiceProvider>(), parts);

    /// <summary>The work asks, and ends in whatever way once so much time has passed.</summary>
    private async Task EndsWithinAsync(TimeSpan limit, SilentAuthority authority, Func<Task> work)
    {
        var working = work();
        Assert.NotSame(working, await Task.WhenAny(authority.Asked.WaitAsync(TimeSpan.FromMinutes(2), Token), working));
        _console.Time.Advance(limit);
        await Task.WhenAny(working).WaitAsync(TimeSpan.FromMinutes(2), Token);
    }
}
