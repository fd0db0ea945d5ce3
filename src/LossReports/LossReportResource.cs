using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.LossReports;

/// <summary>A loss report as the API shows it.</summary>
/// <param name="Held">Sims that nothing reactivates.</param>
/// <param name="Off">Held Sims that the network has confirmed to be off, or never let connect, and has not been found to let connect since.</param>
/// <param name="NotOffYet">Held Sims that are not known to be off: those in flight, and those still on.</param>
/// <param name="InFlight">Held Sims that the network has not confirmed to be off, and is being asked about until it does.</param>
/// <param name="StillOn">Held Sims that can connect, and are about to be ordered off again.</param>
/// <param name="Preview">What became of the list, in the answer to the request that handed it in; null otherwise.</param>
public sealed record LossReportResource(
    string Sid,
    string AccountSid,
    [property: AllowedValues("lost", "stolen")] string Kind,
    string? Reference,
    string? Note,
    string ReportedBy,
    int Sims,
    int Held,
    int Off,
    int NotOffYet,
    int InFlight,
    int StillOn,
    string DateCreated,
    string Url,
    LossReportLinks Links,
    LossReportPreview? Preview)
{
    public static LossReportResource Of(HttpRequest request, LossReportSummary report, AccountService account, ConsoleAddress address)
    {
        var url = address.Of(request, $"{ConsoleAddress.ApiRoot}/LossReports/{report.Sid}");
        return new LossReportResource(
            report.Sid,
            account.Sid,
            report.Kind.Word(),
            report.Reference,
            report.Note,
            report.ReportedBy,
            report.Sims,
            report.Held,
            report.Off,
            report.NotOffYet,
            report.InFlight,
            report.StillOn,
            ApiJson.Time(report.ReportedAt),
            url,
            new LossReportLinks($"{url}/Sims", $"{url}/Release", $"{url}/OrderAgain") { Evidence = $"{url}/Evidence" },
            null);
    }
}

/// <summary>Where a report's Sims are, where it is released, and where what is still on is ordered off again.</summary>
public sealed record LossReportLinks(string Sims, string Release, string OrderAgain)
{
    /// <summary>Where its evidence sheet is, as a PDF.</summary>
    public required string Evidence { get; init; }
}

/// <summary>What becomes of a list.</summary>
/// <param name="Found">Sims that are ordered off and held.</param>
/// <param name="Rounded">ICCIDs that end in zeros from the sixteenth digit on, as a spreadsheet leaves them: unusable, unless <c>AcceptRounded</c> says that they are real.</param>
/// <param name="Unusable">The lines that add no Sim.</param>
/// <param name="ReadOtherwise">The lines whose Sim was found only by reading the line differently from how it is written.</param>
public sealed record LossReportPreview(int Found, int Duplicates, int Unknown, int Ruined, int Rounded, int Unreadable, IReadOnlyList<UnusableLine> Unusable, IReadOnlyList<ReadLine> ReadOtherwise)
{
    public static LossReportPreview Of(ResolvedSimList list) => new(
        list.Sims.Count,
        list.Count(SimListVerdictKind.Duplicate),
        list.Count(SimListVerdictKind.Unknown),
        list.Count(SimListVerdictKind.Ruined),
        list.Rounded,
        list.Count(SimListVerdictKind.Unreadable),
        [.. list.Troubles.Select(v => new UnusableLine(v.Line, v.Text, v.Says!))],
        [.. list.ReadOtherwise.Select(v => new ReadLine(v.Line, v.Text, v.Sim!.Sid, v.Sim.Iccid, v.Says!))]);
}

/// <summary>A line that adds no Sim, and why.</summary>
public sealed record UnusableLine(int Line, string Text, string Message);

/// <summary>A line whose Sim was found only by reading it differently from how it is written, and how it was read.</summary>
public sealed record ReadLine(int Line, string Text, string SimSid, string Iccid, string Message);

/// <summary>One Sim of a report as the API shows it.</summary>
/// <param name="NotOffYet">Whether it is held, and not known to be off.</param>
/// <param name="Attempts">How often the network has been asked to take it off.</param>
/// <param name="Failure">Why it is not off yet, as the last attempt ended; null once it is, and before that.</param>
/// <param name="DateNextAttempt">When the network is asked again; null where it is off, is being asked, or has not been asked yet.</param>
public sealed record ReportedSimResource(
    string SimSid,
    string Iccid,
    string? UniqueName,
    [property: AllowedValues("new", "ready", "active", "inactive", "scheduled")] string StatusBefore,
    [property: AllowedValues("new", "ready", "active", "inactive", "scheduled")] string Status,
    string? DateOrdered,
    bool NotOffYet,
    int Attempts,
    string? DateConfirmed,
    string? Confirmation,
    string? Failure,
    string? DateNextAttempt,
    int AttachAttemptsRefused,
    string? DateLastAttachRefused,
    string? DateReleased,
    string? ReleasedBy,
    string? ReleaseReason)
{
    public static ReportedSimResource Of(ReportedSim sim) => new(
        sim.SimSid,
        sim.Iccid,
        sim.UniqueName,
        sim.SeenStatus.Word(),
        sim.Status.Word(),
        sim.Off is { } off ? ApiJson.Time(off.QueuedAt) : null,
        sim.NotOffYet,
        (sim.Order ?? sim.Off)?.Attempts ?? 0,
        sim.Off?.ConfirmedAt is { } confirmed ? ApiJson.Time(confirmed) : null,
        sim.Off?.Confirmation,
        (sim.Order ?? sim.Off)?.Failure,
        sim.NextAttemptAt is { } next ? ApiJson.Time(next) : null,
        sim.Refused,
        sim.LastRefusedAt is { } refused ? ApiJson.Time(refused) : null,
        sim.ReleasedAt is { } released ? ApiJson.Time(released) : null,
        sim.ReleasedBy,
        sim.ReleaseReason);
}
