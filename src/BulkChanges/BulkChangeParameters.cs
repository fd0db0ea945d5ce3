using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SimConsole.Api;
using SimConsole.Sims;
using SimConsole.Sims.Lists;
using SimConsole.Sims.Tags;

namespace SimConsole.BulkChanges;

/// <summary>A program's request for many Sims, read from its parameters.</summary>
/// <param name="Kind">What is to happen to the Sims.</param>
/// <param name="Fleet">The Fleet to move to.</param>
/// <param name="Tag">The tag to add or to remove.</param>
/// <param name="Query">The filter, null where a list is given.</param>
/// <param name="Named">The list as it was given.</param>
/// <param name="AcceptsRounded">Whether numbers that end in zeros, as a spreadsheet rounds them, are accepted as real.</param>
/// <param name="Preview">Whether to preview only, and order nothing.</param>
internal sealed record BulkChangeParameters(
    BulkChangeKind Kind, string? Fleet, string? Tag, SimQuery? Query, IReadOnlyList<string> Named, string? Reason, bool AcceptsRounded, bool Preview)
{
    /// <summary>The parameters that every filter takes.</summary>
    private static readonly string[] Filters = ["WhereStatus", "WhereFleet", "WhereIccid", "WhereSearch", "WhereTag"];

    /// <summary>The parameters that <see cref="Read"/> reads.</summary>
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        ApiParameter.Word("Status", "The status to bring them to; this, or one of those that follow.", new[] { SimStatus.Active, SimStatus.Inactive }.Select(s => s.Word())),
        ApiParameter.Text("Fleet", "SID or unique name of the Fleet to move them to."),
        ApiParameter.Text("AddTag", "A tag to give them."),
        ApiParameter.Text("RemoveTag", "A tag to remove from them."),
        ApiParameter.Texts("Sims", "The SIMs: ICCIDs, SIDs, unique names, IMSIs, MSISDNs or EIDs, one or many in each value; this, a filter or Everything."),
        ApiParameter.Word("WhereStatus", "All SIMs of this status.", SimStatuses.All.Select(s => s.Word())),
        ApiParameter.Text("WhereFleet", "All SIMs of this Fleet: its SID or unique name."),
        ApiParameter.Text("WhereIccid", "The SIM with this ICCID."),
        ApiParameter.Text("WhereSearch", $"All SIMs that a search finds; at most {SimQuery.SearchLength} characters."),
        ApiParameter.Texts("WhereTag", "All SIMs with this tag; where several are given, those that have them all."),
        .. SimFilterParameters.Conditions("All SIMs"),
        ApiParameter.Flag("Everything", "All SIMs."),
        SimListParameters.AcceptRounded,
        ApiParameter.Text("Reason", "Why, for the record."),
        ApiParameter.Flag("Preview", "Whether only to say what would happen to them; commit it to order it."),
    ];

    /// <summary>A digest of the request: equal requests have equal digests.</summary>
    public string Digest => Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { Kind, Fleet, Tag, Query, Named, Reason, AcceptsRounded }))));

    /// <summary>Reads a request. If it is invalid, <paramref name="parameters"/> holds the refusal, and the result has no meaning.</summary>
    /// <param name="previews">Whether the request may ask for a preview.</param>
    /// <param name="tags">Whether it may be about a tag.</param>
    /// <param name="conditions">Whether a filter may have the conditions of <see cref="SimFilterParameters"/>. They are read in any case: a caller that does not allow them refuses a query that has them.</param>
    public static BulkChangeParameters Read(ApiParameters parameters, bool previews = true, bool tags = true, bool conditions = true)
    {
        string[] filters = conditions ? [.. Filters, .. SimFilterParameters.Names] : Filters;
        var status = parameters.Choice("Status", "active or inactive", word => SimStatuses.Parse(word) is (SimStatus.Active or SimStatus.Inactive) and var asked ? asked : (SimStatus?)null);
        var fleet = parameters.Text("Fleet") is { Length: > 0 } given ? given : null;
        var (addTag, removeTag) = tags ? (NullIfEmpty(parameters.Text("AddTag")), NullIfEmpty(parameters.Text("RemoveTag"))) : (null, null);
        var everything = parameters.Flag("Everything") == true;
        var filtered = filters.Any(name => parameters.Texts(name).Count > 0);
        var whereStatus = parameters.Status("WhereStatus");
        var (named, reason, preview) = (parameters.Texts("Sims"), parameters.Text("Reason"), previews && parameters.Flag("Preview") == true);
        var query = new SimQuery
        {
            Statuses = whereStatus is { } only ? [only] : [],
            Fleets = parameters.Text("WhereFleet") is { } whose ? [whose] : [],
            Tags = parameters.Tags("WhereTag"),
            Iccid = parameters.Text("WhereIccid") is { } iccid ? Iccid.Cleaned(iccid) : null,
            Search = parameters.Text("WhereSearch"),
        }.WithConditions(parameters);
        if (query.Search?.Length > SimQuery.SearchLength)
        {
            parameters.Refuse($"WhereSearch has {query.Search.Length} characters; it takes {SimQuery.SearchLength}.");
        }

        var acceptsRounded = parameters.AcceptsRounded();
        string[] numbers = [query.Iccid ?? "", Iccid.Cleaned(query.Search ?? "")];
        if (!acceptsRounded && numbers.Any(number => Roundings.Of(number, known: true) == Rounding.Suspect))
        {
            parameters.Refuse($"{Rounding.Suspect.Says()} {SimListParameters.AcceptRounded.Name}=true confirms it.");
        }

        if (new[] { status is not null, fleet is not null, addTag is not null, removeTag is not null }.Count(given => given) != 1)
        {
            parameters.Refuse($"Say what becomes of the SIMs: Status=active, Status=inactive, {(tags ? "the Fleet that they move to, AddTag or RemoveTag" : "or the Fleet that they move to")}; one of these.");
        }

        if ((named.Count > 0 ? 1 : 0) + (filtered ? 1 : 0) + (everything ? 1 : 0) != 1)
        {
            parameters.Refuse($"Say which SIMs: a list in Sims, a filter ({string.Join(", ", filters)}), or Everything=true; one of these.");
        }

        return new BulkChangeParameters(
            fleet is not null ? BulkChangeKind.MoveToFleet : addTag is not null ? BulkChangeKind.AddTag : removeTag is not null ? BulkChangeKind.RemoveTag : status == SimStatus.Active ? BulkChangeKind.Activate : BulkChangeKind.Deactivate,
            fleet,
            addTag ?? removeTag,
            named.Count > 0 ? null : query,
            named,
            reason,
            acceptsRounded,
            preview);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>The selected Sims, or why the list is invalid.</summary>
    public async Task<Result<SimSelection>> SelectAsync(SimListResolver resolver, FleetScope scope, CancellationToken token)
    {
        if (Query is not null)
        {
            return new SimSelection.Matching(Query, []);
        }

        var list = SimList.ReadNamed(Named);
        return list.Value is { } read
            ? new SimSelection.Listed(await resolver.ResolveAsync(read.Accepting(AcceptsRounded), scope, token))
            : list.Refusal! with { Message = $"Sims: {list.Refusal!.Message}" };
    }
}
