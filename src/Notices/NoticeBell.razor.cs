using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using SimConsole.Data;
using SimConsole.Sessions;
using SimConsole.Shell;

namespace SimConsole.Notices;

/// <summary>The bell in the top bar: how many notices a person has not read, and the latest ones.</summary>
public sealed partial class NoticeBell(NoticeReader reader, NoticeService service, NoticeWatch watch, SignedInPerson person, TimeProvider time, ILogger<NoticeBell> log)
{
    private const int Shown = 10;
    private const int MostCounted = 9;

    /// <summary>How often the SIMs that are not off yet are read again: no signal says that a hold was released.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lookout _lookout = new();
    private readonly Reading _load = new(log, "The notices");
    private Caller _caller = Caller.Of(null);
    private NoticeFacts? _facts;
    private NoticeList _list = NoticeList.Empty;
    private DateTimeOffset? _readAt;
    private IDisposable? _watch;
    private string? _refusal;
    private string? _said;
    private bool _marked;
    private bool _sees;

    /// <summary>The person who is signed in.</summary>
    [CascadingParameter] public required Task<AuthenticationState> Authentication { get; set; }

    private string Label => _list.Unread == 0 ? "Notices" : $"Notices, {_list.Unread} unread";

    public void Dispose()
    {
        _watch?.Dispose();
        _lookout.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _sees = Caller.Of((await Authentication).User).Lacks(Permissions.SimsRead) is null;
    }

    /// <summary>Nothing is read for the first rendering of a page, which would wait for it.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _caller = Caller.Of((await Authentication).User);
            if (_caller.Lacks(Permissions.SimsRead) is not null || _lookout.Gone.IsCancellationRequested)
            {
                return;
            }

            _watch = watch.Watch(() => InvokeAsync(LoadAsync), () => InvokeAsync(LookWhatIsReadAsync));
            _lookout.LookEvery(Patience, time, () => _load.Failed || _list.IsUrgent ? InvokeAsync(LoadAsync) : Task.CompletedTask);
            await LookWhatIsReadAsync();
            await LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        var wasUrgent = _facts is null || _list.IsUrgent;
        await _load.TryAsync(async () =>
        {
            var read = await reader.ReadAsync(_caller.Scope, _lookout.Gone);
            _facts = _facts is null || read.At >= _facts.At ? read : _facts;
        }, _lookout.Gone);
        Draw();
        _said = _list.IsUrgent && !wasUrgent ? _list.Notices[0].Says : _list.IsUrgent ? _said : null;
        StateHasChanged();
    }

    private async Task LookWhatIsReadAsync()
    {
        await _load.TryAsync(async () => _readAt = (await service.FindAsync(_caller, _lookout.Gone)).ReadAt, _lookout.Gone);
        Draw();
        StateHasChanged();
    }

    private async Task MarkReadAsync()
    {
        if (_list.UnreadUpTo is not { } upTo)
        {
            return;
        }

        _refusal = (await service.MarkReadAsync(upTo, await person.CallerAsync(), CancellationToken.None).OrTroubleAsync()).Refusal?.Message;
        _marked = _refusal is null;
        await LookWhatIsReadAsync();
    }

    private void Draw() => _list = _facts is null ? NoticeList.Empty : NoticeList.Of(_facts, _caller, _readAt, TimeZoneInfo.Utc);
}
