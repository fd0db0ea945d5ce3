using System.Net;
using Microsoft.AspNetCore.Http;
using SimConsole.Inventory;
using SimConsole.Tests.Api;
using SimConsole.Tests.NetworkAuthorities.SuperSim.StandIn;

namespace SimConsole.Tests.NetworkAuthorities.SuperSim;

/// <summary>Whatever mixture of faults a stand-in of KORE shows, a bulk change ends with every SIM as it was ordered, once.</summary>
public sealed class KoreMixtureTests
{
    private const int Sims = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Rounds.Of(24))];

    [Theory, MemberData(nameof(Seeds))]
    public async Task All_is_done_once_whatever_went_wrong(int seed)
    {
        var mixture = new Mixture(seed);
        await using var kore = await KoreStandIn.StartAsync(Sims, "active");
        await using var console = await ServedConsole.StartAsync([.. kore.Settings, ("Network:SuperSim:WebhookSecret", "one"), ("Network:SuperSim:PendingWebhookSecret", "two")]);
        await console.Get<UpstreamImport>().ImportAsync(TestConsole.Someone, Token);
        mixture.Begin(kore, console.Address);

        var bulk = await console.PostAsync("/v1/BulkChanges", HttpStatusCode.Created, ("Status", "inactive"), ("Everything", "true"));
        await Wait.UntilAsync(async () => (await console.GetAsync($"/v1/BulkChanges/{bulk.Text("sid")}")).Text("state") == "completed", $"the bulk change of seed {seed} has ended");

        Assert.Equal(Sims, (await console.GetAsync($"/v1/BulkChanges/{bulk.Text("sid")}")).GetProperty("counts").GetProperty("completed").GetInt32());
        Assert.All(kore.Sims, sim => Assert.Equal(("inactive", 1), (sim.Status, sim.Changes)));
        Assert.Equal(0, kore.Tokens.Needless);
        Assert.InRange(kore.Tokens.Asked, 1, kore.Tokens.Ends + mixture.TokenFaults + 1);
    }

    /// <summary>Which faults there are, and how often, by a seed.</summary>
    private sealed class Mixture
    {
        private const int Places = 4_096;

        private readonly StandInFault?[] _faults;
        private readonly int[] _copies;
        private readonly string?[] _secrets;
        private readonly int[] _tokenFaults;
        private readonly int _uses;
        private readonly TimeSpan _settlesAfter;
        private int _tokenFaultsSeen;

        public Mixture(int seed)
        {
            var chance = new Random(seed);
            var rates = Enumerable.Range(0, 7).Select(_ => chance.Next(2) * chance.NextDouble() * 0.025).ToArray();
            _faults = [.. Enumerable.Range(0, Places).Select(_ => Fault(chance.NextDouble(), rates))];
            _copies = [.. Enumerable.Range(0, Places).Select(_ => chance.Next(3))];
            _secrets = [.. Enumerable.Range(0, Places).Select(_ => chance.Next(10) switch { 0 => null, 1 => "wrong", < 6 => "one", _ => "two" })];
            _tokenFaults = [.. Enumerable.Range(0, Places).Select(_ => chance.Next(18))];
            _uses = chance.Next(20, 200);
            _settlesAfter = TimeSpan.FromMilliseconds(chance.Next(2) * chance.Next(50));
        }

        public int TokenFaults => _tokenFaultsSeen;

        public void Begin(KoreStandIn kore, Uri reached)
        {
            (kore.Callbacks.Reached, kore.SettlesAfter, kore.Tokens.Uses) = (reached, _settlesAfter, _uses);
            kore.Callbacks.Copies = n =>
            {
                kore.Callbacks.Secret = _secrets[n % Places];
                return _copies[n % Places];
            };
            kore.Fault = n => _faults[n % Places];
            kore.Tokens.Fault = async (n, context) =>
            {
                var fault = _tokenFaults[n % Places];
                if (fault > 2)
                {
                    return false;
                }

                Interlocked.Increment(ref _tokenFaultsSeen);
                context.Response.StatusCode = fault switch
                {
                    0 => StatusCodes.Status429TooManyRequests,
                    1 => StatusCodes.Status503ServiceUnavailable,
                    _ => StatusCodes.Status401Unauthorized,
                };
                if (fault == 2)
                {
                    // A secret that was rotated, and rotated back.
                    await context.Response.WriteAsJsonAsync(new { error = "unauthorized_client" });
                }

                return true;
            };
        }

        private static StandInFault? Fault(double draw, double[] rates)
        {
            StandInFault[] kinds =
            [
                new StandInFault.Ended(), new StandInFault.Busy(), new StandInFault.Broken(), new StandInFault.BrokenBehind(), new StandInFault.HungUp(),
                new StandInFault.Slow(TimeSpan.FromMilliseconds(50)), new StandInFault.Broken(StatusCodes.Status503ServiceUnavailable),
            ];
            foreach (var (kind, rate) in kinds.Zip(rates))
            {
                if (draw < rate)
                {
                    return kind;
                }

                draw -= rate;
            }

            return null;
        }
    }
}
