using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Fleets;
using SimConsole.Work;

namespace SimConsole.Inventory.Imports;

/// <summary>
/// Works at imports. Each batch is one transaction, which updates the counts, too: a process that goes on after another has died begins after the last committed batch, and no line
/// counts twice.
/// </summary>
public sealed class ImportRunner(
    IDbContextFactory<SimConsoleDb> databases, ImportFiles files, CardImport cards, FleetService fleets, ImportNews news, ThisProcess process, TimeProvider time)
{
    /// <summary>The most lines with cards that are there already whose numbers are kept. All bad lines are kept.</summary>
    public const int MostAlreadyThere = 5_000;

    /// <summary>The id of the oldest import that no process works at; null where there is none.</summary>
    public async Task<long?> NextAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Free(db, await process.IdAsync(token)).OrderBy(i => i.Id).Select(i => (long?)i.Id).FirstOrDefaultAsync(token);
    }

    /// <summary>Forgets imports whose process died while it stored their files.</summary>
    public async Task ForgetAbandonedAsync(CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var abandoned = db.Imports.Where(i => i.State == ImportState.Receiving && !db.RunningProcesses.Any(p => p.Id == i.ProcessId));

        // This runs every few seconds and rarely finds one. A read first does not block other writers.
        if (await abandoned.AnyAsync(token))
        {
            await abandoned.ExecuteDeleteAsync(token);
        }
    }

    /// <summary>Works at an import until it has ended, or until this process may no longer: it was paused or stopped, or another process has it.</summary>
    public async Task RunAsync(long id, CancellationToken token)
    {
        var me = await process.IdAsync(token);
        if (await ClaimAsync(id, me, token) is not { } import)
        {
            return;
        }

        Result<CardFile> opened;
        try
        {
            opened = await files.OpenAsync(id, token);
        }
        catch (CryptographicException)
        {
            opened = new Refusal(ErrorCodes.Unavailable, "The keys that protect the stored file are missing.");
        }

        if (opened.Value is not { } file)
        {
            await EndAsync(import, me, $"{opened.Refusal!.Message} Import the file again to go on.", token);
            return;
        }

        await using (file)
        {
            await RunAsync(import, me, file, token);
        }
    }

    internal async Task RunAsync(Import import, long me, CardFile file, CancellationToken token)
    {
        (file.Columns, file.AcceptsRounded, file.AcceptsAsPrinted) = (file.Columns.TakenAs(import.Columns), import.AcceptsRounded, import.AcceptsAsPrinted);
        var caller = Caller.OfOrder(new Actor(import.RequestedBy, import.Source), import.May);
        var named = new NamedFleets(fleets, caller, import.NewFleetNames, names => AnnounceAsync(import.Id, me, names, token));
        var read = import.LinesRead;
        await foreach (var batch in CardBatch.ReadAsync(file, read, token))
        {
            var prepared = await cards.PrepareAsync(batch.Open, import.Target, named, token);
            if (!await Contention.WriteAsync(() => TryWriteAsync(import, me, read, batch, prepared, caller, token), token))
            {
                return;
            }

            read = batch.LinesRead;
        }

        await EndAsync(import, me, null, token);
    }

    /// <summary>The name of the lock that is held while an import is written, paused, resumed or stopped.</summary>
    internal static string SteeringOf(long id) => $"Import:{id}";

    private static IQueryable<Import> Free(SimConsoleDb db, long me) => db.Imports
        .Where(i => i.State == ImportState.Running && (i.ProcessId == null || i.ProcessId == me || !db.RunningProcesses.Any(p => p.Id == i.ProcessId)));

    private async Task<Import?> ClaimAsync(long id, long me, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        return await Free(db, me).Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.ProcessId, me), token) == 0
            ? null
            : await db.Imports.AsNoTracking().SingleAsync(i => i.Id == id, token);
    }

    /// <summary>Writes a batch, and counts it. Returns false if this process may no longer write the import.</summary>
    private async Task<bool> TryWriteAsync(Import import, long me, int read, CardBatch batch, PreparedCards prepared, Caller caller, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        var mine = false;
        await db.InTransactionAsync(async after =>
        {
            await db.LockNameAsync(SteeringOf(import.Id), token);
            var before = await db.Imports.AsNoTracking().Where(i => i.Id == import.Id && i.State == ImportState.Running && i.ProcessId == me && i.LinesRead == read).SingleOrDefaultAsync(token);
            mine = before is not null;
            if (before is null)
            {
                return;
            }

            var verdicts = batch.With(await cards.WriteAsync(db, prepared, caller, after, token)).ToList();
            await CountAsync(db, before, verdicts, batch.LinesRead, prepared.Fleets, token);
            await db.InsertManyAsync(KeptOf(before, verdicts), token);
            await db.SaveChangesAsync(token);
            after.Wake(news);
        }, token);
        return mine;
    }

    private async Task<bool> AnnounceAsync(long id, long me, IReadOnlyList<string> names, CancellationToken token)
    {
        var newFleets = string.Join('\n', names);
        await using var db = await databases.CreateDbContextAsync(token);
        return await db.Imports.Where(i => i.Id == id && i.State == ImportState.Running && i.ProcessId == me).ExecuteUpdateAsync(set => set.SetProperty(i => i.NewFleets, newFleets), token) > 0;
    }

    private static async Task CountAsync(SimConsoleDb db, Import import, List<CardVerdict> verdicts, int read, NamedFleets named, CancellationToken token)
    {
        int Count(CardVerdictKind kind) => import.Count(kind) + verdicts.Count(v => v.Kind == kind);
        var (good, there, duplicates, bad) = (Count(CardVerdictKind.Good), Count(CardVerdictKind.AlreadyThere), Count(CardVerdictKind.Duplicate), Count(CardVerdictKind.Bad));
        var (rounded, printed) = (import.Rounded + verdicts.Count(v => v.Rounded), import.AsPrinted + verdicts.Count(v => v.AsPrinted));
        var newFleets = string.Join('\n', named.New);
        await db.Imports.Where(i => i.Id == import.Id).ExecuteUpdateAsync(set => set
            .SetProperty(i => i.LinesRead, read)
            .SetProperty(i => i.Good, good)
            .SetProperty(i => i.AlreadyThere, there)
            .SetProperty(i => i.Duplicates, duplicates)
            .SetProperty(i => i.Bad, bad)
            .SetProperty(i => i.Rounded, rounded)
            .SetProperty(i => i.AsPrinted, printed)
            .SetProperty(i => i.NewFleets, newFleets), token);
    }

    private static List<ImportLine> KeptOf(Import before, List<CardVerdict> verdicts)
    {
        var there = verdicts.Where(v => v.Kind == CardVerdictKind.AlreadyThere).Take(Math.Max(0, MostAlreadyThere - before.AlreadyThere));
        return [.. verdicts.Where(v => v.Kind is CardVerdictKind.Bad or CardVerdictKind.Duplicate).Concat(there).Select(v => new ImportLine
        {
            ImportId = before.Id,
            Line = v.Line,
            Kind = v.Kind,
            Iccid = v.Iccid.CutTo(ImportLine.NumberLength),
            UniqueName = v.UniqueName?.CutTo(ImportLine.NameLength),
            Fleet = v.Fleet?.CutTo(ImportLine.NameLength),
            Says = v.Says!.CutTo(ImportLine.SaysLength),
        })];
    }

    /// <summary>Ends it: with its last line, or because of trouble. Its file goes, unless lines of it can be mended.</summary>
    private async Task EndAsync(Import import, long me, string? trouble, CancellationToken token)
    {
        await using var db = await databases.CreateDbContextAsync(token);
        await db.InTransactionAsync(async after =>
        {
            await db.LockNameAsync(SteeringOf(import.Id), token);
            var now = time.Now();
            var ended = await db.Imports.Where(i => i.Id == import.Id && i.State == ImportState.Running && i.ProcessId == me).ExecuteUpdateAsync(set => set
                .SetProperty(i => i.State, trouble == null ? ImportState.Completed : ImportState.Stopped)
                .SetProperty(i => i.LinesRead, i => trouble == null ? i.Lines : i.LinesRead)
                .SetProperty(i => i.Trouble, trouble)
                .SetProperty(i => i.ProcessId, (long?)null)
                .SetProperty(i => i.EndedAt, now), token);
            if (ended > 0)
            {
                await ImportFiles.DropAsync(db, i => i.Id == import.Id && (trouble != null || i.Bad + i.Duplicates == 0), token);
            }

            after.Wake(news);
        }, token);
    }
}
