using SimConsole.Fleets;
using SimConsole.NetworkAuthorities.Simulated;
using SimConsole.Notices;
using SimConsole.Sims;

namespace SimConsole.Tests.Notices;

/// <summary>What tests of notices do again and again.</summary>
internal static class NoticingConsole
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A person of this name who may do everything; limited where a scope is given.</summary>
    public static Caller Person(string name, FleetScope? scope = null) =>
        TestConsole.Someone with { Actor = new Actor(name, OrderSource.Console), Scope = scope ?? FleetScope.All };

    /// <summary>A Sim whose change the network has refused.</summary>
    public static async Task<SimRow> FailAsync(this TestConsole console, string name, Fleet fleet)
    {
        var sim = await console.AddSimAsync(SimStatus.Active, fleet, name);
        console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero, RefusalRate = 1 };
        await console.AskAsync(sim, SimStatus.Inactive);
        await console.WorkAsync();
        console.Network.Settings = new SimulatedOptions { Delay = TimeSpan.Zero };
        return sim;
    }

    /// <summary>What somebody is told of the last seven days.</summary>
    public static async Task<NoticeList> NoticesAsync(this TestConsole console, Caller? person = null, DateTimeOffset? readAt = null)
    {
        var who = person ?? TestConsole.Someone;
        return NoticeList.Of(await console.Get<NoticeReader>().ReadSinceAsync(console.Time.GetUtcNow() - NoticeReader.Recent, who.Scope, Token), who, readAt, TimeZoneInfo.Utc);
    }
}
