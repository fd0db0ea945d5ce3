using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using SimConsole.Data;
using SimConsole.People;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Notices;

/// <summary>All that a person is told, by day.</summary>
public sealed partial class NoticesPage(
    NoticeReader reader, NoticeService service, PersonClockService clocks, NoticeWatch watch, SignedInPerson person, TimeProvider time, ISnackbar snackbar, ILogger<NoticesPage> log)
{
    private const int PageSize = 100;
    private static readonly int[] Choices = [7, 30];

    private readonly Lookout _lookout = new();
    private readonly Reading _load = new(log, "The notices");
    private NoticeList? _list;
    private bool _marked;
    private int _page = 1;
    private IDisposable? _watch;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>How many days are shown; the fewest where it is none of the choices.</summary>
    [SupplyParameterFromQuery(Name = "days")]
    public int? ForDays { get; set; }

    /// <summary>Which page of them, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageNumber { get; set; }

    /// <summary>The person who is signed in.</summary>
    [CascadingParameter] public required Task<AuthenticationState> Authentication { get; set; }

    private int DaysShown => Choices.Contains(ForDays ?? 0) ? ForDays!.Value : Choices[0];

    public void Dispose()
    {
        _watch?.Dispose();
        _lookout.Dispose();
    }

    protected override void OnInitialized() => _watch = watch.Watch(() => InvokeAsync(LoadAsync), () => InvokeAsync(LoadAsync));

    protected override Task OnParametersSetAsync()
    {
        _list = null;
        return LoadAsync();
    }

    private static string Address(int days, int page) => string.Create(CultureInfo.InvariantCulture, $"notices?days={days}{(page > 1 ? $"&page={page}" : "")}");

    private static int Pages(NoticeList list) => (list.Notices.Count + PageSize - 1) / PageSize;

    private IEnumerable<IGrouping<string, Notice>> Days(NoticeList list) => list.Notices.Skip((_page - 1) * PageSize).Take(PageSize)
        .GroupBy(notice => notice.IsUrgent ? "Now" : TimeZoneInfo.ConvertTime(notice.At!.Value, _zone).ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture));

    private async Task LoadAsync()
    {
        await _load.TryAsync(async () =>
        {
            var caller = Caller.Of((await Authentication).User);
            _zone = (await clocks.FindAsync(caller, _lookout.Gone)).Zone is { } zone && TimeZones.Find(zone) is { } known ? known : TimeZoneInfo.Utc;
            var facts = await reader.ReadSinceAsync(time.Now() - TimeSpan.FromDays(DaysShown), caller.Scope, _lookout.Gone);
            _list = NoticeList.Of(facts, caller, (await service.FindAsync(caller, _lookout.Gone)).ReadAt, _zone);
            _page = Math.Clamp(PageNumber ?? 1, 1, Math.Max(1, Pages(_list)));
        }, _lookout.Gone);
        StateHasChanged();
    }

    private async Task MarkReadAsync()
    {
        if (_list?.UnreadUpTo is not { } upTo)
        {
            return;
        }

        if ((await service.MarkReadAsync(upTo, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync()).Refusal is { } refusal)
        {
            snackbar.Add(refusal.Message, Severity.Error);
        }
        else
        {
            _marked = true;
        }

        await LoadAsync();
    }
}
