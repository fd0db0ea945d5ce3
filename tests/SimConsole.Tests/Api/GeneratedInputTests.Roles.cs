using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using SimConsole.Accounts;
using SimConsole.Data;

namespace SimConsole.Tests.Api;

/// <summary>The same thousands of requests with the permissions of each role.</summary>
public sealed partial class GeneratedInputTests
{
    /// <summary>What changes although nothing was done: when a key was last used, and what is put on the record.</summary>
    private static readonly string[] Kept = ["ApiKeys", "AuditEntries"];

    [Fact]
    public async Task No_role_does_what_it_may_not_and_all_that_it_does_stands_in_the_audit()
    {
        var known = await KnownAsync();
        await WriteBillingPeriodsAsync();
        var served = await Document.ServedByAsync(_console);
        var generated = served.Operations.Values.OrderBy(operation => operation.Id, StringComparer.Ordinal)
            .SelectMany(new BadRequests(served, (operation, name) => Known(known, operation, name)).Of)
            // A path with .. in it is another operation's.
            .Where(request => request.Status != 401 && !request.Target.Contains("%2e%2e", StringComparison.OrdinalIgnoreCase)).ToList();
        var needed = _console.Get<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<EndpointNameMetadata>() is not null && endpoint.Metadata.GetMetadata<NeedsAttribute>() is not null)
            .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<EndpointNameMetadata>()!.EndpointName, endpoint => endpoint.Metadata.GetMetadata<NeedsAttribute>()!.Permission);
        Assert.All(generated, request => Assert.Contains(request.Operation, needed));
        foreach (var role in Roles.All)
        {
            // Each role has its own part of them, and all of what is right.
            var part = generated.Where((_, i) => i % Roles.All.Count == (int)role).Concat(RightRequests(known, role));
            await AskedByAsync(role, [.. part], needed);
        }

        Assert.InRange(_sent, 10_000, long.MaxValue);
    }

    private async Task AskedByAsync(Role role, List<BadRequest> requests, Dictionary<string, Permissions> needed)
    {
        var may = role.May() & PermissionSets.ForPrograms;
        var key = (await _console.Get<ApiKeyService>().CreateAsync(new ApiKeyOrder($"{role}", may, null), TestConsole.Someone, Token)).Value!;
        List<BadRequest> mayNot = [.. requests.Where(request => !may.HasFlag(needed[request.Operation]))];
        var before = await DoneAsync(key.Key.Sid);
        Assert.Empty(await SendAsAsync(key, mayNot));
        Assert.Equal(before, await DoneAsync(key.Key.Sid));

        // What was done at once with others is done once more alone: who changed something has left an entry, and nobody else.
        var done = await SendAsAsync(key, requests.Except(mayNot));
        var (changes, entries) = (0, 0);
        foreach (var request in done.Where(request => request.Writes))
        {
            before = await DoneAsync(key.Key.Sid);
            await SendAsAsync(key, [request]);
            var after = await DoneAsync(key.Key.Sid);
            Assert.True(before.Digest == after.Digest == (before.Entries == after.Entries), $"{before.Entries} entries before, {after.Entries} after: {request}");
            (changes, entries) = (changes + (before.Digest == after.Digest ? 0 : 1), entries + after.Entries - before.Entries);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{role}: {mayNot.Count} that it may not, {done.Count} done, of {changes} changes {entries} entries.");
        Assert.Equal(role is not (Role.Viewer or Role.Auditor), changes > 0);
    }

    /// <summary>Requests that are right, whoever may send them.</summary>
    private static IEnumerable<BadRequest> RightRequests(IReadOnlyDictionary<string, string> known, Role role) =>
    [
        Right("CreateFleet", "/v1/Fleets", ""),
        Right("UpdateFleet", $"/v1/Fleets/{known["Fleets"]}", $"DataLimit={100 + (int)role}"),
        Right("UpdateSim", $"/v1/Sims/{known["Sims"]}", $"UniqueName={role}"),
        Right("CreateNetworkAccessProfile", "/v1/NetworkAccessProfiles", ""),
        Right("CreateEsimProfile", "/v1/ESimProfiles", "GenerateMatchingId=true"),
        Right("CreateLossReport", "/v1/LossReports", $"Kind=stolen&Sims={known["SimIccid"]}&Reference={role}"),
        Right("CreateBulkChange", "/v1/BulkChanges", $"Status=inactive&Sims={known["SimIccid"]}&Preview=true&Reason={role}"),
    ];

    private static BadRequest Right(string operation, string path, string form) => new(operation, "POST", path, form, "application/x-www-form-urlencoded");

    /// <summary>Sends all of them with a key, several at once, and gives those that were done.</summary>
    private async Task<List<BadRequest>> SendAsAsync(NewApiKey key, IEnumerable<BadRequest> requests)
    {
        var done = new ConcurrentBag<BadRequest>();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token }, async (request, token) =>
        {
            Interlocked.Increment(ref _sent);
            var own = request with { Headers = [.. request.Headers.Where(header => header.Name != "Authorization"), ("Authorization", ServedConsole.Basic(key.Key.Sid, key.Secret).ToString())] };
            using var response = await AnswerAsync(own, token);
            Assert.True(response.StatusCode < HttpStatusCode.InternalServerError, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(token)}\n  {request}");
            if (response.IsSuccessStatusCode)
            {
                done.Add(request);
            }
        });
        return [.. done];
    }

    private async Task<(string Digest, int Entries)> DoneAsync(string key)
    {
        await using var db = await _console.Get<IDbContextFactory<SimConsoleDb>>().CreateDbContextAsync(Token);
        return (await TableDigest.OfAllButAsync(db, Kept, Token), await db.AuditEntries.CountAsync(e => e.Actor == key, Token));
    }
}
