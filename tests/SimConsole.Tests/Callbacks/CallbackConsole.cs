using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.Work;

namespace SimConsole.Tests.Callbacks;

/// <summary>Steps of the tests of callbacks, on a console that may call loopback.</summary>
internal static class CallbackConsole
{
    public const string AuthToken = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestConsole> StartAsync(params (string Key, string Value)[] settings)
    {
        var console = await TestConsole.StartAsync([("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"), ("Account:AuthToken", AuthToken), .. settings]);
        await console.Get<AccountService>().EnsureAsync(Token);
        return console;
    }

    /// <summary>Asks for a status, and to be told at <paramref name="url"/>.</summary>
    public static async Task AskAsync(this TestConsole console, SimRow sim, SimStatus status, string url, CallMethod method = CallMethod.Post)
    {
        var update = new SimUpdate { Status = status, Callback = CallbackRequest.Of(url, method).Value! };
        Assert.Null((await console.Sims.UpdateAsync(sim.Sid, update, TestConsole.Someone, Token)).Refusal);
    }

    /// <summary>Delivers all that is due now, without moving the clock. Returns how many attempts that took.</summary>
    public static async Task<int> DeliverAsync(this TestConsole console)
    {
        var all = 0;
        while (await console.Get<CallbackWorker>().WorkOnceAsync(Token) is var made and > 0)
        {
            all += made;
        }

        return all;
    }

    public static async Task<CallbackSummary> OnlyCallbackAsync(this TestConsole console) =>
        Assert.Single(await console.Get<CallbackReader>().ListBeforeAsync(new CallbackFilter(), null, 10, FleetScope.All, Token));

    /// <summary>All attempts, the first one first.</summary>
    public static async Task<List<Delivery>> DeliveriesAsync(this TestConsole console)
    {
        await using var db = console.OpenDb();
        return await db.Deliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync(Token);
    }
}
