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
    public async Task Work_ends_by_its_own_deadline_and_says_why_it_waited(string kind)
    {
        await OpenAsync(kind);
        _console.Network.Settings = _console.Network.Settings with { Outage = true };
        var deadline = (await RowAsync(kind)).Deadline;
        while (_console.Time.GetUtcNow() < deadline)
        {
            await WorkOnceAsync(kind);
            var row = await RowAsync(kind);
            Assert.InRange(row.DueAt!.Value, _console.Time.Now(), deadline);
            _console.Time.Advance(row.DueAt.Value - _console.Time.GetUtcNow());
        }

        await WorkOnceAsync(kind);

        var ended = await RowAsync(kind);
        Assert.True(await IsFailedAsync(kind));
        Assert.Contains("The simulated network is down.", ended.Failure, StringComparison.Ordinal);
        Assert.Equal(0, await WorkOnceAsync(kind));
    }

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
