using System.Collections.Concurrent;
using System.Net;
using Microsoft.EntityFrameworkCore;
using SimConsole.BulkChanges;
using SimConsole.Callbacks;
using SimConsole.Sims;
using SimConsole.StatusChanges;
using SimConsole.Tests.Api;
using SimConsole.Tests.Callbacks;

namespace SimConsole.Tests.Processes;

/// <summary>Gives orders of all kinds to whichever process there is, remembers what was answered, and knows what has to be true when all is at rest.</summary>
/// <param name="receiver">Whom to tell of the orders for one Sim.</param>
internal sealed class Orders(Installation installation, Receiver receiver, Random random)
{
    private readonly ConcurrentDictionary<string, int> _bulks = new();

    /// <summary>How many callbacks there have to be to each URL, at least and at most.</summary>
    private readonly ConcurrentDictionary<string, (int Least, int Most)> _callbacks = new();

    private readonly ConcurrentQueue<string> _reports = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Some Sims by chance.</summary>
    public SimRow[] Some(int count)
    {
        lock (random)
        {
            SimRow[] sims = [.. installation.Sims];
            random.Shuffle(sims);
            return sims[..count];
        }
    }

    /// <summary>Asks for another status of half of the Sims, which is refused where none of them can take that step.</summary>
    public async Task BulkAsync()
    {
        var (sims, status) = (Some(installation.Sims.Count / 2), Next(2) == 0 ? SimStatus.Active : SimStatus.Inactive);
        var bulk = await installation.AskAsync(AnyProcess, "/v1/BulkChanges", ("Status", status.Word()), ("Sims", string.Join('\n', sims.Select(s => s.Sid))));
        if (bulk.TryGetProperty("sid", out var sid))
        {
            _bulks[sid.GetString()!] = sims.Length;
        }
    }

    /// <summary>Asks once for another status of one Sim: what is answered with a refusal has not happened, and what is not answered may have.</summary>
    public async Task SingleAsync()
    {
        var (sim, status, url) = (Some(1)[0], Next(2) == 0 ? SimStatus.Active : SimStatus.Inactive, $"{receiver.Url}&order={Guid.NewGuid():N}");
        _callbacks[url] = (0, 1);
        try
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("Status", status.Word()), KeyValuePair.Create("CallbackUrl", url)]);
            using var response = await (installation[AnyProcess()]?.PostAsync($"/v1/Sims/{sim.Sid}", form, Token) ?? throw new HttpRequestException());
            var refused = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Conflict;
            _callbacks[url] = response.StatusCode == HttpStatusCode.Accepted ? (1, 1) : refused ? (0, 0) : (0, 1);
        }
        catch (HttpRequestException)
        {
            // The process is gone.
        }
    }

    /// <summary>Two Sims are stolen; the longest stolen are found where many are.</summary>
    public async Task LossAsync(Func<int> process, Func<string, SimRow[], Task> reported)
    {
        var stolen = Some(2);
        var report = await installation.ReportAsync(process, stolen);
        await reported(report, stolen);
        _reports.Enqueue(report);
        if (_reports.Count > 6 && _reports.TryDequeue(out var found))
        {
            await installation.ReleaseAsync(found);
        }
    }

    /// <summary>Some orders of each kind at once.</summary>
    public Task GiveAsync() =>
        Task.WhenAll(BulkAsync(), BulkAsync(), SingleAsync(), SingleAsync(), SingleAsync(), SingleAsync(), LossAsync(AnyProcess, (_, _) => Task.CompletedTask));

    /// <summary>Any process, which may just have been killed.</summary>
    public int AnyProcess() => Next(installation.Processes);

    public int Next(int most)
    {
        lock (random)
        {
            return random.Next(most);
        }
    }

    /// <summary>Nothing was lost, nothing was done twice, nothing is stuck, and the network does what the Sims show.</summary>
    public async Task AssertAllDoneAsync()
    {
        await installation.Console.AssertWholeAsync("all is at rest");
        await using var db = installation.Console.OpenDb();
        var changes = await db.StatusChanges.AsNoTracking().ToListAsync(Token);
        Assert.All(changes, c => Assert.True(
            c.State == StatusChangeState.Superseded || c is { State: StatusChangeState.Completed, Confirmation: not null, ConfirmedAt: not null },
            $"Change {c.Id} is {c.State}: {c.Failure}"));
        var bulks = await db.BulkChanges.AsNoTracking().ToListAsync(Token);
        Assert.Equal(
            _bulks.Select(asked => (Sid: asked.Key, Selected: asked.Value, State: BulkChangeState.Completed)).OrderBy(bulk => bulk.Sid),
            bulks.Where(bulk => _bulks.ContainsKey(bulk.Sid)).Select(bulk => (bulk.Sid, bulk.Selected, bulk.State)).OrderBy(bulk => bulk.Sid));

        var node = await installation.NodeAsync();
        var sims = await db.Sims.AsNoTracking().OrderBy(s => s.Id).ToListAsync(Token);
        Assert.All(sims.Where(s => s.HeldByReportId is not null), s => Assert.Equal(SimStatus.Inactive, s.Status));
        Assert.Equal(sims.Where(s => s.Status == SimStatus.Active).Select(s => s.Imsi), await node.LetInAsync(installation.Sims));
        await node.AssertRefusesAsync(installation.Sims.Where(s => sims.Single(now => now.Id == s.Id).Status == SimStatus.Inactive));
        await AssertToldAsync();
    }

    /// <summary>Writes to the output of the test what has happened.</summary>
    public async Task TellAsync()
    {
        await using var db = installation.Console.OpenDb();
        var again = db.StatusChanges.Where(c => c.Attempts > 1);
        var superseded = db.StatusChanges.Where(c => c.State == StatusChangeState.Superseded);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"""
            {await db.StatusChanges.CountAsync(Token)} changes, {await again.CountAsync(Token)} tried again, {await superseded.CountAsync(Token)} superseded;
            {await db.LossReports.CountAsync(Token)} loss reports; {receiver.Got.Count} callbacks, {receiver.Got.Count - Told().Count()} of them once more
            """);
    }

    /// <summary>What observers saw of each Sim, the receiver among them, is one order of events, the same for all.</summary>
    public async Task AssertAgreedAsync(ILookup<string, Observation> seen)
    {
        await using var db = installation.Console.OpenDb();
        var requested = await db.StatusChanges.AsNoTracking().Where(c => c.Kind == StatusChangeKind.Requested).OrderBy(c => c.Id).ToListAsync(Token);
        var (changes, heard) = (requested.ToLookup(c => c.SimId), Told().ToLookup(t => t.Fields["SimSid"]));
        var contradictions = new List<string>();
        foreach (var sim in await db.Sims.AsNoTracking().ToListAsync(Token))
        {
            var told = heard[sim.Sid].GroupBy(Callback).Select(callback => new Observation(
                $"the receiver of {callback.Key}", [.. callback.Select(t => new Sighting(SimStatuses.Parse(t.Status)!.Value, t.At))]));
            var history = new SimHistory(SimStatus.New, [.. changes[sim.Id]], sim.Status);
            contradictions.AddRange(history.Contradictions([.. seen[sim.Sid], .. told]).Select(found => $"SIM {sim.Id}: {found}"));
        }

        Assert.True(contradictions.Count == 0, string.Join('\n', contradictions.Take(20)));
    }

    /// <summary>Each step of each order that wanted to be told of was, under one id, and the beginning before the end.</summary>
    private async Task AssertToldAsync()
    {
        await using var db = installation.Console.OpenDb();
        var callbacks = await db.Callbacks.AsNoTracking().Include(c => c.Messages).ToListAsync(Token);
        Assert.All(callbacks, c => Assert.Equal((CallbackState.Delivered, 0, 2), (c.State, c.Waiting, c.Messages.Count)));
        Assert.All(_callbacks, asked => Assert.InRange(callbacks.Count(c => c.Url == asked.Key), asked.Value.Least, asked.Value.Most));
        var told = Told().ToLookup(Callback);
        Assert.All(callbacks, c => Assert.Equal(
            c.Messages.OrderBy(m => m.Number).Select(m => (CallbackMessage.IdOf(c.Sid, m.Number), m.Fields.Status)),
            told[c.Sid].Select(t => (t.Headers["webhook-id"], t.Status))));
        Assert.Equal(callbacks.Count, told.Count);
    }

    /// <summary>What came, in its order, and what came again left out.</summary>
    private IEnumerable<Received> Told() => receiver.Got.DistinctBy(r => r.Headers["webhook-id"]);

    private static string Callback(Received told) => told.Headers["webhook-id"].Split('-')[0];
}
