using Microsoft.EntityFrameworkCore;
using SimConsole.Commands;
using SimConsole.ESimProfiles;
using SimConsole.SettingsUpdates;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Commands;
using SimConsole.Tests.SettingsUpdates;
using SimConsole.Work;

namespace SimConsole.Tests.Work;

public sealed class DeadlineTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["status change", "command", "settings update", "eSIM profile"];

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task No_clock_that_steps_and_no_time_in_which_nobody_worked_makes_work_late(string kind)
    {
        await OpenAsync(kind);
        Outage(true);
        await WorkOnceAsync(kind);
        _console.Time.AdjustTime(_console.Time.GetUtcNow() + TimeSpan.FromDays(40));
        await WorkOnceAsync(kind);
        _console.Time.AdjustTime(_console.Time.GetUtcNow() - TimeSpan.FromDays(80));
        await WorkOnceAsync(kind);
        _console.Time.Advance(TimeSpan.FromDays(2));
        await WorkOnceAsync(kind);
        Assert.False(await IsFailedAsync(kind));

        Outage(false);
        _console.Time.Advance(TimeSpan.FromDays(2));
        await WorkOnceAsync(kind);
        var row = await RowAsync(kind);
        Assert.Equal((null, false), (row.Failure, await IsFailedAsync(kind)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_ends_by_its_own_deadline_and_says_why_it_waited(string kind)
    {
        await OpenAsync(kind);
        Outage(true);
        var (opened, seconds) = (_console.Time.Now(), (await RowAsync(kind)).SecondsLeft!.Value);
        for (var row = await RowAsync(kind); row.SecondsLeft > 0; row = await RowAsync(kind))
        {
            await WorkOnceAsync(kind);
            _console.Time.Advance((await RowAsync(kind)).DueAt!.Value - _console.Time.GetUtcNow());
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), _console.Time.Now() - opened);
        Assert.False(await IsFailedAsync(kind));
        await WorkOnceAsync(kind);

        var ended = await RowAsync(kind);
        Assert.True(await IsFailedAsync(kind));
        Assert.Contains("The simulated network is down.", ended.Failure, StringComparison.Ordinal);
        Assert.Equal(0, await WorkOnceAsync(kind));
    }

    private void Outage(bool on) => _console.Network.Settings = _console.Network.Settings with { Outage = on };

    private async Task OpenAsync(string kind)
    {
        if (kind == "eSIM profile")
        {
            await _console.Get<ESimProfileService>().OrderAsync(new ESimProfileOrder(null, true), TestConsole.Someone, Token);
            return;
        }

        var network = _console.Networks();
        var sim = await _console.AddSimAsync(SimStatus.Active, await _console.AddNarrowFleetAsync("narrow", network[0]));
        switch (kind)
        {
            case "status change":
                await _console.AskAsync(sim, SimStatus.Inactive);
                break;
            case "command":
                await _console.SendAsync(sim.Sms());
                break;
            default:
                await _console.Profiles().AddNetworkAsync("narrow", network[1].Sid, TestConsole.Someone, Token);
                await _console.Get<SettingsUpdateQueue>().RollOutOnceAsync(Token);
                break;
        }
    }

    private Task<int> WorkOnceAsync(string kind) => kind switch
    {
        "status change" => _console.Get<StatusChangeWorker>().WorkOnceAsync(Token),
        "command" => _console.Get<CommandWorker>().WorkOnceAsync(Token),
        "settings update" => _console.Get<SettingsUpdateWorker>().WorkOnceAsync(Token),
        _ => _console.Get<ESimProfileWorker>().WorkOnceAsync(Token),
    };

    private async Task<DueRow> RowAsync(string kind)
    {
        await using var db = _console.OpenDb();
        return kind switch
        {
            "status change" => await db.StatusChanges.AsNoTracking().OrderBy(c => c.Id).FirstAsync(Token),
            "command" => await db.Commands.AsNoTracking().SingleAsync(Token),
            "settings update" => await db.SettingsUpdates.AsNoTracking().SingleAsync(Token),
            _ => await db.ESimProfiles.AsNoTracking().SingleAsync(Token),
        };
    }

    private async Task<bool> IsFailedAsync(string kind) => await RowAsync(kind) switch
    {
        StatusChange change => change.State == StatusChangeState.Failed,
        Command command => command.Status == CommandStatus.Failed,
        SettingsUpdate update => update.State == SettingsUpdateState.Failed,
        ESimProfile profile => profile.Status == ESimProfileStatus.Failed,
        _ => false,
    };
}
