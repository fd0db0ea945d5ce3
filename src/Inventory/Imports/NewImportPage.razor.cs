using System.Data.Common;
using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using SimConsole.Accounts;
using SimConsole.Data;
using SimConsole.Sessions;
using static SimConsole.Inventory.Imports.ImportWords;

namespace SimConsole.Inventory.Imports;

/// <summary>What the page of a new import shows.</summary>
internal enum ImportPhase
{
    Choosing,
    Working,

    /// <summary>A person has to say first which column is what.</summary>
    Undecided,
    Previewed,
}

/// <summary>Takes a list of cards, shows what it would do, and orders it.</summary>
public sealed partial class NewImportPage : IAsyncDisposable
{
    private const double Megabyte = 1024 * 1024;

    private ImportPhase _phase;
    private CardTarget _target;
    private CardFile? _file;
    private CardReport? _report;
    private CancellationTokenSource? _stop;
    private Task _job = Task.CompletedTask;
    private ImportPace _pace = ImportPace.None;
    private long _drawnAt;
    private string _fileName = "";
    private string _working = "";
    private string? _trouble;

    [Inject] public required CardImport Cards { get; init; }

    [Inject] public required ImportService Imports { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required SignedInPerson Person { get; init; }

    [Inject] public required ILogger<NewImportPage> Log { get; init; }

    private string ImportLabel => (_target, _report!.Good) switch
    {
        (_, 0) => "Nothing to import",
        (CardTarget.Sims, 1) => "Import 1 SIM",
        (CardTarget.Sims, var good) => $"Import {good:N0} SIMs",
        (_, 1) => "Add 1 card to the inventory",
        (_, var good) => $"Put {good:N0} cards into the inventory",
    };

    private string Summary
    {
        get
        {
            var good = _target == CardTarget.Sims ? Count(_report!.Good, "SIM", "SIMs") : Count(_report!.Good, "card", "cards");
            string?[] rest =
            [
                _report.AlreadyThere == 0 ? null : $"{_report.AlreadyThere:N0} {(_report.AlreadyThere == 1 ? "is" : "are")} there already.",
                _report.Duplicates == 0 ? null : $"{Count(_report.Duplicates, "line repeats", "lines repeat")} a card.",
                _file!.Lines == _report.Lines ? null : $"{Count(_file!.Lines - _report.Lines, "line is", "lines are")} blank or a remark.",
                _report.Bad == 0 ? null : $"{Count(_report.Bad, "line", "lines")} cannot be imported as {(_report.Bad == 1 ? "it stands" : "they stand")}.",
            ];
            return string.Join(' ', rest.Where(said => said is not null).Prepend($"{Count(_report.Lines, "line", "lines")}: {good} will be imported."));
        }
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _job.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync();
        _stop?.Dispose();
    }

    private Task ReceiveAsync(InputFileChangeEventArgs chosen)
    {
        var file = chosen.File;
        _fileName = file.Name;
        if (file.Size > CardFile.MaxBytes)
        {
            _trouble = $"{file.Name} has more than {CardFile.MaxBytes / Megabyte:0} MB. Split it into smaller files, and import them one by one.";
            return Task.CompletedTask;
        }

        return RunAsync("Receiving the file", ImportPhase.Choosing, "The file did not arrive whole. Choose it again.", async token =>
        {
            var received = Pace<long>(bytes => (bytes / Megabyte, file.Size / Megabyte), "MB");
            await using var content = file.OpenReadStream(CardFile.MaxBytes, token);
            var result = await Task.Run(() => CardFile.ReceiveAsync(content, received, token), token);
            if (result.Refusal is { } refusal)
            {
                _trouble = refusal.Message;
                _phase = ImportPhase.Choosing;
                return;
            }

            _file = result.Value;
            await PreviewAsync(token);
        });
    }

    private Task ChooseTargetAsync(ChangeEventArgs args)
    {
        _target = Enum.Parse<CardTarget>((string)args.Value!);
        return PreviewAgainAsync();
    }

    private Task AcceptRoundedAsync(bool accepted)
    {
        _file!.AcceptsRounded = accepted;
        return PreviewAgainAsync();
    }

    private Task AcceptAsPrintedAsync(bool accepted)
    {
        _file!.AcceptsAsPrinted = accepted;
        return PreviewAgainAsync();
    }

    private Task AcceptMendedAsync(bool accepted)
    {
        _file!.AcceptsMended = accepted;
        return PreviewAgainAsync();
    }

    private Task PreviewAgainAsync() =>
        RunAsync("Checking each line", ImportPhase.Choosing, "The database did not answer. Nothing has been changed. Choose the file again.", PreviewAsync);

    private async Task PreviewAsync(CancellationToken token)
    {
        if (_file!.Undecided is not null)
        {
            _phase = ImportPhase.Undecided;
            return;
        }

        _working = "Checking each line";
        var progress = Pace<CardProgress>(p => (p.Lines, p.OfLines), "lines");
        _report = await Task.Run(() => Cards.PreviewAsync(_file!, _target, progress, token), token);
        _phase = ImportPhase.Previewed;
    }

    private Task ImportAsync() =>
        RunAsync("Storing the file", ImportPhase.Previewed, "The database did not answer. Nothing has been imported. Import again.", async token =>
        {
            var (caller, order) = (await Person.CallerAsync(), new ImportOrder(_target, _fileName));
            var stored = Pace<long>(bytes => (bytes / Megabyte, _file!.Bytes / Megabyte), "MB");
            var ordered = await Task.Run(() => Imports.OrderAsync(_file!, order, caller, stored, token), token);
            (_phase, _trouble) = (ImportPhase.Previewed, ordered.Refusal?.Message);
            if (ordered.Value is { } import)
            {
                Navigation.NavigateTo($"import/{import.Sid}");
            }
        });

    private Task RunAsync(string working, ImportPhase otherwise, string failure, Func<CancellationToken, Task> job) =>
        _job = RunJobAsync(working, otherwise, failure, job);

    /// <summary>Does a job and shows a progress bar. If anything goes wrong, shows a sentence and goes back to the phase before.</summary>
    private async Task RunJobAsync(string working, ImportPhase otherwise, string failure, Func<CancellationToken, Task> job)
    {
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        (_phase, _working, _trouble, _pace) = (ImportPhase.Working, working, null, ImportPace.None);
        try
        {
            await job(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _trouble = "Stopped. Nothing has been imported.";
            _phase = otherwise;
        }
        catch (Exception exception) when (exception is DbException or DbUpdateException or IOException or JSException or JSDisconnectedException or TimeoutException or OperationCanceledException)
        {
            LogFailed(Log, exception);
            _trouble = DatabaseTrouble.Of(exception) is { } trouble ? failure.Replace("The database did not answer.", trouble.Says, StringComparison.Ordinal) : failure;
            _phase = otherwise;
        }

        if (_phase == ImportPhase.Choosing)
        {
            await CloseAsync();
        }
    }

    /// <summary>Reports progress at most ten times a second.</summary>
    private Progress<T> Pace<T>(Func<T, (double Done, double Of)> read, string unit)
    {
        var started = Stopwatch.GetTimestamp();
        return new Progress<T>(value =>
        {
            var (done, of) = read(value);
            _pace = new ImportPace(done, of, Stopwatch.GetElapsedTime(started), unit);
            if (Stopwatch.GetElapsedTime(_drawnAt) > Live.LiveFeed.Interval)
            {
                _drawnAt = Stopwatch.GetTimestamp();
                StateHasChanged();
            }
        });
    }

    private void Stop() => _stop?.Cancel();

    private async Task StartOverAsync()
    {
        await CloseAsync();
        (_phase, _report, _trouble) = (ImportPhase.Choosing, null, null);
    }

    private async Task CloseAsync()
    {
        if (_file is { } file)
        {
            _file = null;
            await file.DisposeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A new import was interrupted")]
    private static partial void LogFailed(ILogger log, Exception exception);
}
