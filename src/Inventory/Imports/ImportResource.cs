using System.ComponentModel.DataAnnotations;
using SimConsole.Accounts;
using SimConsole.Api;

namespace SimConsole.Inventory.Imports;

/// <summary>An import as the API shows it.</summary>
/// <param name="State"><c>running</c>, <c>paused</c>, <c>completed</c> or <c>stopped</c>.</param>
/// <param name="Target">What its cards become.</param>
/// <param name="FileSha256">The SHA-256 of the file: 64 hexadecimal digits.</param>
/// <param name="Lines">Lines below the header, blank ones included.</param>
/// <param name="LinesRead">How many of them have their verdict.</param>
/// <param name="Reading">How the file was read, and which columns are left out; null where there is nothing to say.</param>
/// <param name="NewFleets">The names of the Fleets that it has created.</param>
/// <param name="Message">What has become of it so far.</param>
public sealed record ImportResource(
    string Sid,
    string AccountSid,
    [property: AllowedValues("running", "paused", "completed", "stopped")] string State,
    [property: AllowedValues("sims", "inventory")] string Target,
    string FileName,
    string FileSha256,
    int Lines,
    int LinesRead,
    ImportCounts Counts,
    string? Reading,
    IReadOnlyList<string> NewFleets,
    string Message,
    string RequestedBy,
    string DateCreated,
    string? DateEnded,
    string Url,
    ImportLinks Links)
{
    public static ImportResource Of(HttpRequest request, Import import, AccountService account, ConsoleAddress address)
    {
        var url = address.Of(request, $"{ConsoleAddress.ApiRoot}/Imports/{import.Sid}");
        return new ImportResource(
            import.Sid,
            account.Sid,
            import.State.Word(),
            import.Target.Word(),
            import.FileName,
            import.Digest,
            import.Lines,
            import.LinesRead,
            new ImportCounts(import.Good, import.AlreadyThere, import.Duplicates, import.Bad),
            import.Reading,
            import.NewFleetNames,
            import.Says(),
            import.RequestedBy,
            ApiJson.Time(import.CreatedAt),
            import.EndedAt is { } ended ? ApiJson.Time(ended) : null,
            url,
            new ImportLinks($"{url}/Lines", $"{url}/Pause", $"{url}/Resume", $"{url}/Stop"));
    }
}

/// <summary>How many lines have which verdict.</summary>
public sealed record ImportCounts(int Good, int ThereAlready, int Duplicate, int Bad);

/// <summary>Where an import's lines are, and where it is steered.</summary>
public sealed record ImportLinks(string Lines, string Pause, string Resume, string Stop);

/// <summary>A line of a file that was not imported, or would not be.</summary>
public sealed record ImportLineResource(int Line, [property: AllowedValues("there-already", "duplicate", "bad")] string Kind, string Iccid, string? UniqueName, string? Fleet, string Message)
{
    public static ImportLineResource Of(ImportLine line) => new(line.Line, line.Kind.Word(), line.Iccid, line.UniqueName, line.Fleet, line.Says);

    public static ImportLineResource Of(CardVerdict verdict) => new(verdict.Line, verdict.Kind.Word(), verdict.Iccid, verdict.UniqueName, verdict.Fleet, verdict.Says!);
}

/// <summary>What an import of a file would do.</summary>
/// <param name="NewFleets">The names of the Fleets that it would create.</param>
/// <param name="Columns">What each column of the file is taken for.</param>
/// <param name="Lines">The lines that would not be imported, the first 5,000 of each kind.</param>
/// <param name="MendedImsis">The first 5,000 IMSIs that <c>AcceptMended</c> reads with the zeros that they lost; their lines are bad ones without it.</param>
public sealed record ImportPreviewResource(
    ImportCounts Counts, string? Reading, IReadOnlyList<string> NewFleets, IReadOnlyList<ImportColumn> Columns, IReadOnlyList<ImportLineResource> Lines, IReadOnlyList<MendedImsi> MendedImsis)
{
    public static ImportPreviewResource Of(CardFile file, CardReport report) => new(
        new ImportCounts(report.Good, report.AlreadyThere, report.Duplicates, report.Bad),
        ImportWords.ReadingOf(file),
        report.NewFleets,
        [.. file.Mapping.Select(column => new ImportColumn(column.Heading, column.Field?.Label()))],
        [.. report.Shown.Where(verdict => verdict.Kind != CardVerdictKind.Good).Select(ImportLineResource.Of)],
        report.Mended);
}

/// <summary>A column of a file.</summary>
/// <param name="TakenFor">Null where it is left out.</param>
public sealed record ImportColumn(string Heading, string? TakenFor);
