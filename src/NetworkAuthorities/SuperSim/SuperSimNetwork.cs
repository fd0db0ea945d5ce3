using System.Collections.Concurrent;
using System.Text.Json;
using Polly;
using SimConsole.Data;
using SimConsole.Sims;

namespace SimConsole.NetworkAuthorities.SuperSim;

/// <summary>
/// A Super SIM account somewhere else: the statuses are the same, and what it has confirmed is confirmed here. A change that it has scheduled is read again
/// with each attempt, and at once when the account calls back.
/// </summary>
/// <remarks>
/// A request that got no answer in time is abandoned, and may still be carried out by a host that is behind with its work: the API can neither call it back
/// nor say whether it has ended. So a confirmation says what the account shows at that moment; an order that overtakes it there is found by the comparison,
/// and mended.
/// </remarks>
public sealed class SuperSimNetwork(SuperSimAccount account, SuperSimClient client, CallbackAddresses addresses, CallbackSignatures signatures, TimeProvider time)
    : INetworkAuthority, IReadableAuthority, IListingAuthority, IExplainingAuthority, IDisposable
{
    private const int InFlight = 16;

    /// <summary>How long an order waits to be completed before it is left to the next attempt.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _slots = new(InFlight);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _following = new();

    private string Name => $"Super SIM at {account.Host}";

    public IReadOnlyList<AuthorityFact> Facts =>
    [
        new("Dialect", account.Tokens is null ? "Twilio's: the account's SID and token, or an API key" : "KORE's: access tokens"),
        .. account.Tokens is { } tokens ? FactsOf(tokens) : [],
        .. account.Hold.Now is { } held ? [new AuthorityFact("Held back", $"{held.Why}; it is asked again", held.Until)] : Array.Empty<AuthorityFact>(),
        .. signatures.Refused is { } refused
            ? [new AuthorityFact("Callbacks refused", $"{refused.Count:N0} without a right kore-signature: check WebhookSecret. The last came", refused.At)]
            : Array.Empty<AuthorityFact>(),
    ];

    public async Task<IReadOnlyList<AuthorityAnswer>> ApplyAsync(AuthorityBatch batch, CancellationToken token) =>
        await Task.WhenAll(batch.Orders.Select(order => InTurnAsync<AuthorityAnswer>(
            () => AnswerAsync(order, token), why => new AuthorityAnswer.TryAgain($"{Name}: {why}"), token)));

    public async Task<IReadOnlyList<AuthorityReading>> ReadAsync(IReadOnlyList<AuthorityCard> cards, CancellationToken token) =>
        await Task.WhenAll(cards.Select(card => InTurnAsync(async () => Reading(await client.FindAsync(card.Iccid, token)), null, token)));

    public async IAsyncEnumerable<string> ListAllowedAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
    {
        foreach (var status in SimStatuses.All.Where(s => s.MayConnect()))
        {
            await foreach (var sim in client.ListSimsAsync(status, token))
            {
                yield return sim.Iccid;
            }
        }
    }

    public async Task<AuthorityHealth> CheckAsync(CancellationToken token)
    {
        try
        {
            await account.Hold.PassAsync(TimeSpan.Zero, token);
            var clock = time.GetTimestamp();
            await client.FindAsync("8900000000000000000", token);
            return new AuthorityHealth(Name, true, $"Answers after {time.GetElapsedTime(clock).TotalMilliseconds:0} ms.") { Traffic = client.Traffic };
        }
        catch (HeldBackException held)
        {
            return new AuthorityHealth(Name, true, $"Answers. {held.Message}") { Traffic = client.Traffic };
        }
        catch (Exception exception) when (IsTrouble(exception) || exception is UpstreamRefusalException)
        {
            return new AuthorityHealth(Name, false, exception.Message) { Traffic = client.Traffic };
        }
    }

    /// <summary>The account has called back about a Sim. The content is not trusted: the account is asked. Returns the ICCID, or null where it has no such Sim.</summary>
    /// <exception cref="HttpRequestException">It could not be asked.</exception>
    public async Task<string?> CalledBackAsync(string simSid, CancellationToken token)
    {
        if (_following.TryGetValue(simSid, out var waiting))
        {
            waiting.TrySetResult();
        }

        try
        {
            return (await client.FetchAsync(simSid, token)).Iccid;
        }
        catch (UpstreamRefusalException)
        {
            return null;
        }
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>A refusal concerns one SIM only, whichever request got it, and does not keep the others from being answered for.</summary>
    private async Task<AuthorityAnswer> AnswerAsync(AuthorityOrder order, CancellationToken token)
    {
        try
        {
            return await BringAsync(order, token);
        }
        catch (UpstreamRefusalException refusal)
        {
            return new AuthorityAnswer.Refused($"{Name} refuses ({refusal.Code}): {refusal.Message}");
        }
    }

    private async Task<AuthorityAnswer> BringAsync(AuthorityOrder order, CancellationToken token)
    {
        if (await client.FindAsync(order.Iccid, token) is not { } sim)
        {
            return new AuthorityAnswer.Refused($"{Name} has no SIM with the ICCID {order.Iccid}. Register it there first.");
        }

        if (!Does(sim, order.Status) && sim.Means != SimStatus.Scheduled)
        {
            try
            {
                sim = await OrderAsync(sim, order, token);
            }
            catch (UpstreamRefusalException)
            {
                // Somebody else may have made the same change first.
                sim = await client.FetchAsync(sim.Sid, token);
                if (!Does(sim, order.Status) && sim.Means != SimStatus.Scheduled)
                {
                    throw;
                }
            }
        }

        return Does(sim, order.Status) ? new AuthorityAnswer.Applied($"{Name}: {sim.Sid} is {sim.Status}, read back.", time.Now())
            : sim.Means == SimStatus.Scheduled ? new AuthorityAnswer.TryAgain($"{Name} has scheduled it, and has not confirmed it yet.")
            : new AuthorityAnswer.TryAgain($"{Name} did not do it: {sim.Sid} is {sim.Status}.");
    }

    private async Task<UpstreamSim> OrderAsync(UpstreamSim sim, AuthorityOrder order, CancellationToken token)
    {
        // Registered before the request: the callback may come before the answer. The first callback says no more than scheduled.
        var told = _following[sim.Sid] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var ordered = await client.OrderAsync(sim.Sid, order.Status, addresses.Given, token);
            for (var waited = TimeSpan.Zero; ordered.Means == SimStatus.Scheduled && waited < Patience; waited += Patience / 4)
            {
                await Task.WhenAny(told.Task, Task.Delay(Patience / 4, token));
                told = _following[sim.Sid] = new(TaskCreationOptions.RunContinuationsAsynchronously);
                ordered = await client.FetchAsync(sim.Sid, token);
            }

            return ordered;
        }
        finally
        {
            _following.TryRemove(sim.Sid, out _);
        }
    }

    /// <summary>Whether the account already does what is ordered: a new Sim may connect as little as an inactive one.</summary>
    private static bool Does(UpstreamSim sim, SimStatus status) => sim.Means == status
        || (sim.Means is SimStatus.New or SimStatus.Inactive && status is SimStatus.New or SimStatus.Inactive);

    private AuthorityReading Reading(UpstreamSim? sim) => sim is null
        ? new(AuthorityAccess.Missing, $"{Name} has no such SIM.")
        : new(sim.Means switch
        {
            null or SimStatus.Scheduled => AuthorityAccess.Unreadable,
            { } status => status.MayConnect() ? AuthorityAccess.Allowed : AuthorityAccess.Refused,
        }, $"{Name}: {sim.Sid} is {sim.Status}.");

    private async Task<T> InTurnAsync<T>(Func<Task<T>> ask, Func<string, T>? trouble, CancellationToken token)
    {
        await _slots.WaitAsync(token);
        try
        {
            return await ask();
        }
        catch (Exception exception) when (trouble is not null && IsTrouble(exception))
        {
            return trouble(exception.Message);
        }
        finally
        {
            _slots.Release();
        }
    }

    private static IEnumerable<AuthorityFact> FactsOf(AccessTokens tokens)
    {
        yield return tokens.Current switch
        {
            null => new("Access token", "none"),
            { EndsAt: { } end } access => new("Access token", access.HasEnded ? "ended" : "ends", end),
            _ => new("Access token", "good until it is refused"),
        };
        yield return tokens.Trouble is { } trouble ? new("Token endpoint", trouble.Why, trouble.At) : new("Token endpoint", $"{tokens.Host}; no trouble since the start");
        if (tokens.HeldBack is { } held)
        {
            yield return new("Next token", "asked for", held.Until);
        }
    }

    /// <summary>Whether this is transient, and says nothing about any SIM.</summary>
    internal static bool IsTrouble(Exception exception) => exception is HttpRequestException or JsonException or ExecutionRejectedException;
}
