using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using SimConsole.Accounts;
using SimConsole.BulkChanges;
using SimConsole.Data;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;
using SimConsole.Sims.Lists;

namespace SimConsole.LossReports;

/// <summary>The page to paste or upload the lost SIMs, see what will happen, and order it.</summary>
public sealed partial class NewLossReportPage(SimListResolver resolver, BulkChangeReader bulkChanges, LossReportService reports, SignedInPerson person, NavigationManager navigation)
{
    /// <summary>Up to this many SIMs, the person does not have to type their number to confirm.</summary>
    private const int WithoutFriction = 10;

    private const int MostShown = 100;

    private Draft _draft = null!;
    private string _text = "";
    private SimList? _list;
    private ResolvedSimList? _resolved;
    private LossKind _kind = LossKind.Stolen;
    private string? _reference;
    private string? _note;
    private string _typed = "";
    private string? _refusal;
    private bool _reporting;

    /// <summary>A Sim to begin with.</summary>
    [SupplyParameterFromQuery(Name = "sim")]
    public string? Sim { get; set; }

    /// <summary>The preview of a bulk change that holds the Sims somebody picked on their list.</summary>
    [SupplyParameterFromQuery(Name = "selection")]
    public string? Selection { get; set; }

    protected override Task OnInitializedAsync() => Selection is { Length: > 0 } selection ? ReadSelectionAsync(selection) : Sim is { Length: > 0 } sim ? ReadTextAsync(sim) : Task.CompletedTask;

    private async Task ReadSelectionAsync(string preview)
    {
        var picked = await bulkChanges.SimIdsAsync(preview, LossReportService.MostSims + 1, await person.ScopeAsync(), CancellationToken.None);
        _resolved = picked.Count == 0 ? null : await resolver.ResolveAsync(picked, await person.ScopeAsync(), CancellationToken.None);
        _refusal = picked.Count == 0 ? "This selection was kept for a day only. Pick the SIMs again." : null;
    }

    private Task ReadTextAsync(string text)
    {
        _text = text;
        return string.IsNullOrWhiteSpace(text) ? Nothing() : ResolveAsync(SimList.Read(text));
    }

    private async Task ReadFileAsync(InputFileChangeEventArgs chosen)
    {
        if (chosen.File.Size > SimList.MostBytes)
        {
            await ResolveAsync(new Refusal(ErrorCodes.Invalid, $"The file has more than {SimList.MostBytes / 1024 / 1024} MB. Split it, and report the parts one by one."));
            return;
        }

        await using var file = chosen.File.OpenReadStream(SimList.MostBytes);
        await ResolveAsync(await SimList.ReadAsync(file, CancellationToken.None));
    }

    private Task Nothing()
    {
        (_list, _resolved, _refusal, _typed) = (null, null, null, "");
        return Task.CompletedTask;
    }

    private async Task ResolveAsync(Result<SimList> list)
    {
        await Nothing();
        _refusal = list.Refusal?.Message;
        _list = list.Value;
        _resolved = list.Value is { IsUndecided: false } read ? await resolver.ResolveAsync(read, await person.ScopeAsync(), CancellationToken.None) : null;
    }

    private Task ChooseColumnsAsync(IReadOnlyList<int> columns) => ResolveAsync(_list!.Choosing(columns));

    private Task AcceptRoundedAsync(bool accepted) => ResolveAsync(_list!.Accepting(accepted));

    private async Task ReportAsync(ResolvedSimList resolved)
    {
        _reporting = true;
        try
        {
            var order = new LossOrder([.. resolved.Sims.Select(sim => sim.Id)], _kind, _reference, _note);
            var result = await reports.ReportAsync(order, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync();
            _refusal = result.Refusal?.Message;
            if (result.Value is { } report)
            {
                await _draft.ForgetAsync();
                navigation.NavigateTo($"loss-reports/{report.Sid}");
            }
        }
        finally
        {
            _reporting = false;
        }
    }

    private bool Confirmed(ResolvedSimList resolved) =>
        resolved.Sims.Count <= WithoutFriction || _typed.Trim() == resolved.Sims.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary>The messages about the lines, the worst first.</summary>
    private static IEnumerable<(string Title, IReadOnlyList<SimListVerdict> Lines)> Told(ResolvedSimList resolved) => new (string, IReadOnlyList<SimListVerdict>)[]
    {
        ("Lines that added no SIM", [.. resolved.Troubles]),
        ("Lines that were read differently", resolved.ReadOtherwise),
        ("Headings and remarks", [.. resolved.Verdicts.Where(v => v.Kind == SimListVerdictKind.Aside)]),
    }.Where(told => told.Item2.Count > 0);

    private static string Headline(ResolvedSimList resolved) => resolved.Sims.Count == 0
        ? "No line names a SIM of this console"
        : $"{Sims(resolved.Sims.Count)} will be refused by the network";

    private static string Detail(ResolvedSimList resolved)
    {
        var connected = resolved.Sims.Count(sim => sim.Status is not (SimStatus.Inactive or SimStatus.New));
        var bad = resolved.Troubles.Count() - resolved.Count(SimListVerdictKind.Duplicate);
        string?[] parts =
        [
            resolved.Sims.Count == 0 ? null
                : connected == resolved.Sims.Count ? "All of them can connect now, or are about to. All will be held."
                : $"{connected:N0} can connect now, or are about to; {resolved.Sims.Count - connected:N0} are off already. All will be held.",
            resolved.Count(SimListVerdictKind.Duplicate) is > 0 and var twice ? $"{Lines(twice)} {(twice == 1 ? "names" : "name")} a SIM a second time." : null,
            bad > 0 ? $"{Lines(bad)} could not be used; {(bad == 1 ? "it is" : "they are")} listed below." : null,
        ];
        return string.Join(' ', parts.Where(part => part is not null));
    }

    private static string Sims(int count) => count == 1 ? "1 SIM" : $"{count:N0} SIMs";

    private static string Lines(int count) => count == 1 ? "1 line" : $"{count:N0} lines";
}
