using System.Text.RegularExpressions;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.Tests.Api;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.Processes;

/// <summary>A real process that is ended without a warning while it has things to tell.</summary>
public sealed partial class CallbackKillTests
{
    private const int Sims = 12;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static (string, string)[] Settings { get; } =
    [
        ("Account:Sid", ServedConsole.AccountSid),
        ("Account:AuthToken", ServedConsole.AuthToken),
        ("Callbacks:AllowedPrivateNetworks:0", "127.0.0.0/8"),
        ("Callbacks:Timeout", "00:01:00"),
        ("Network:Simulated:Delay", "00:00:00"),
    ];

    [Fact]
    public Task What_a_killed_console_had_not_delivered_is_delivered_and_what_it_had_not_recorded_comes_again_under_its_name() => Rounds.PlayAsync(async () =>
    {
        await using var receiver = await Receiver.StartAsync();
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = _ => killed.Task;
        await using var console = await TestConsole.StartAsync();
        console.Time.SetUtcNow(DateTimeOffset.UtcNow);
        var fleet = await console.AddFleetAsync("fleet");
        var sims = new List<SimRow>();
        for (var i = 0; i < Sims; i++)
        {
            sims.Add(await console.AddSimAsync(SimStatus.Active, fleet));
        }

        // The receiver has the first of them and does not answer, and the process dies: that is delivered and not recorded, and the others not delivered.
        using (var process = ConsoleProcess.Start(console.Database, Settings))
        {
            await Wait.UntilAsync(() => Serves().IsMatch(process.Output));
            using var program = new HttpClient { BaseAddress = new Uri(Serves().Match(process.Output).Groups[1].Value) };
            program.DefaultRequestHeaders.Authorization = ServedConsole.Basic(ServedConsole.AccountSid, ServedConsole.AuthToken);
            var orders = sims.Select(async sim =>
            {
                using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", "inactive"), KeyValuePair.Create("CallbackUrl", receiver.Url)]);
                (await program.PostAsync($"/v1/Sims/{sim.Sid}", form, Token)).EnsureSuccessStatusCode();
            });
            await Task.WhenAll(orders);
            await Wait.UntilAsync(() => !receiver.Got.IsEmpty);
            process.Kill();
        }

        killed.SetResult();
        var before = receiver.Got.Select(r => r.Headers["webhook-id"]).ToList();
        Assert.Single(before);
        Assert.Empty(await console.DeliveriesAsync());

        using (ConsoleProcess.Start(console.Database, Settings))
        {
            await Wait.UntilAsync(async () => (await console.Get<CallbackReader>().ListBeforeAsync(new CallbackFilter { State = CallbackState.Delivered }, null, 100, FleetScope.All, Token))
                .Count(c => c.Messages.Count == 2) == Sims);
        }

        var after = receiver.Got.Skip(before.Count).ToList();
        Assert.Equal(2 * Sims, after.Select(r => r.Headers["webhook-id"]).Distinct().Count());
        Assert.Equal(2 * Sims, after.Count);
        Assert.Subset(after.Select(r => r.Headers["webhook-id"]).ToHashSet(), before.ToHashSet());
        Assert.All(after.GroupBy(r => r.Fields["SimSid"]), told => Assert.Equal(["scheduled", "inactive"], told.Select(r => r.Status)));
    });

    [GeneratedRegex("SimConsole serves (http://[0-9.:]+)")]
    private static partial Regex Serves();
}
