using System.Security.Cryptography;
using System.Text;
using SimConsole.Api;
using SimConsole.BulkChanges;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.PlannedChanges;

/// <summary>A program's request to plan a change, read from its parameters.</summary>
/// <param name="Change">What is to happen, and to which Sims.</param>
internal sealed record PlannedChangeParameters(BulkChangeParameters Change, DateTime? At, string? Zone, PlannedRepeat Repeats, DateOnly? Until, string? Name)
{
    private const string TakesTime = "a local date and time such as 2026-12-24T08:00";
    private const string TakesDay = "a day such as 2027-03-31";

    /// <summary>The parameters that <see cref="Read"/> reads.</summary>
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        .. BulkChangeParameters.Parameters.Where(parameter => parameter.Name is not ("Preview" or "AddTag" or "RemoveTag") && !SimFilterParameters.Names.Contains(parameter.Name)),
        ApiParameter.Text("At", $"When it is due for the first time: {TakesTime}.", required: true),
        ApiParameter.Text("Zone", "The time zone of that, by its IANA name, such as Europe/Berlin.", required: true),
        ApiParameter.Word("Repeats", "How often it is done; once where it is not given.", Enum.GetValues<PlannedRepeat>().Select(r => r.Word())),
        ApiParameter.Text("Until", $"The last day on which it is due, where it repeats: {TakesDay}."),
        ApiParameter.Text("Name", $"What people call it; at most {PlannedChange.NameLength} characters."),
    ];

    /// <summary>A digest of the request: equal requests have equal digests.</summary>
    public string Digest => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Change.Digest} {At:s} {Zone} {Repeats} {Until:O} {Name}")));

    /// <summary>Reads a request. If it is invalid, <paramref name="parameters"/> holds the refusal, and the result has no meaning.</summary>
    public static PlannedChangeParameters Read(ApiParameters parameters)
    {
        var at = parameters.Choice("At", TakesTime, PlannedTimes.Parse);
        var zone = parameters.Text("Zone");
        var repeats = parameters.Choice("Repeats", $"one of {string.Join(", ", Enum.GetValues<PlannedRepeat>().Select(r => r.Word()))}", PlannedChangeWords.ParseRepeat) ?? PlannedRepeat.Once;
        var (until, name) = (parameters.Choice("Until", TakesDay, PlannedTimes.ParseDay), parameters.Text("Name"));
        var change = BulkChangeParameters.Read(parameters, previews: false, tags: false, conditions: false);
        if (at is null)
        {
            parameters.Refuse($"At is missing; it takes {TakesTime}.");
        }

        if (zone is null)
        {
            parameters.Refuse("Zone is missing; it takes the IANA name of a time zone such as Europe/Berlin, or UTC.");
        }

        return new PlannedChangeParameters(change, at, zone, repeats, until, name);
    }

    /// <summary>The order, or why the list of Sims is invalid. No person reviews the lines that match no Sim, so such a list is refused.</summary>
    public async Task<Result<PlannedOrder>> OrderAsync(SimListResolver resolver, FleetScope scope, string? key, CancellationToken token)
    {
        var selection = await Change.SelectAsync(resolver, scope, token);
        if (selection.Refusal is { } unusable)
        {
            return unusable;
        }

        if ((selection.Value as SimSelection.Listed)?.List.Troubles.FirstOrDefault(trouble => trouble.Kind != SimListVerdictKind.Duplicate) is { } trouble)
        {
            return new Refusal(ErrorCodes.Invalid, $"Sims: {trouble.Says} It is in line {trouble.Line}. Nothing was planned.");
        }

        return new PlannedOrder(Change.Kind, selection.Value!, At!.Value, Zone!)
        {
            Fleet = Change.Fleet,
            Repeats = Repeats,
            Until = Until,
            Name = Name,
            Reason = Change.Reason,
            IdempotencyKey = key,
            RequestDigest = key is null ? null : Digest,
        };
    }
}
