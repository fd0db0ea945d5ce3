using Microsoft.AspNetCore.Components;
using SimConsole.Data;
using SimConsole.Live;
using SimConsole.Sessions;
using SimConsole.Shell;
using SimConsole.Sims;

namespace SimConsole.Inventory.Imports;

/// <summary>One import: how it goes, and what became of its lines.</summary>
public sealed partial class ImportPage(ImportReader reader, ImportService imports, ImportNews news, SignedInPerson person, TimeProvider time, ILogger<ImportPage> log)
{
    private const int PageSize = 100;

    // What needs a person comes first.
    private static readonly CardVerdictKind[] Listed = [CardVerdictKind.Bad, CardVerdictKind.Duplicate, CardVerdictKind.AlreadyThere];

    private readonly Pace _pace = new();
    private readonly Reading _load = new(log, "An import");
    private SignalWatch _watch = null!;
    private Import? _import;
    private IReadOnlyList<ImportLine> _lines = [];
    private CardVerdictKind _kind;
    private int _reading;
    private bool _more;
    private bool _missing;
    private string? _refusal;

    [Parameter]
    public required string Sid { get; set; }

    /// <summary>The word of the verdict whose lines are listed; the first that has any where it names none.</summary>
    [SupplyParameterFromQuery(Name = "lines")]
    public string? Kind { get; set; }

    /// <summary>The list begins after this line.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    public int? After { get; set; }

    protected override void OnInitialized() => _watch = new SignalWatch(news, time, () => InvokeAsync(FollowAsync));

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose() => _watch.Dispose();

    private static IEnumerable<CardVerdictKind> Kinds(Import import) => Listed.Where(kind => import.Count(kind) > 0);

    private static string FleetAddress(string fleet) => new SimsAddress().With(query => query with { Fleets = [fleet] }).ToString();

    private string Progress(Import import) => import is { State: ImportState.Running, ProcessId: null }
        ? "Waits for its turn"
        : _pace.Says(import.LinesRead, import.Lines, import.State == ImportState.Paused);

    /// <summary>An import that has ended no longer changes, so nothing is read again.</summary>
    private Task FollowAsync() => _import is { EndedAt: not null } ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var reading = ++_reading;
        await _load.TryAsync(async () =>
        {
            var import = await reader.FindAsync(Sid, await person.ScopeAsync(), CancellationToken.None);
            var kind = ImportWords.ParseKind(Kind) ?? (import is null ? CardVerdictKind.Bad : Kinds(import).FirstOrDefault(CardVerdictKind.Bad));
            IReadOnlyList<ImportLine> lines = import is null ? [] : await reader.LinesAfterAsync(import.Id, kind, After ?? 0, PageSize + 1, CancellationToken.None);
            if (reading != _reading)
            {
                // A later reading has begun, and knows more.
                return;
            }

            (_import, _kind, _lines, _more, _missing) = (import, kind, [.. lines.Take(PageSize)], lines.Count > PageSize, import is null);
            if (import is not null)
            {
                _pace.Add(import.LinesRead, time.GetUtcNow());
            }
        });

        StateHasChanged();
    }

    private async Task SteerAsync(Func<string, Caller, CancellationToken, Task<Result<Import>>> steer)
    {
        _refusal = (await steer(Sid, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync()).Refusal?.Message;
        await LoadAsync();
    }
}
