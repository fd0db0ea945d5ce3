using Microsoft.EntityFrameworkCore;
using SimConsole.Audit;
using SimConsole.Data;
using SimConsole.Work;

namespace SimConsole.Inventory.Imports;

/// <summary>How a file is to be imported, beyond what it says itself.</summary>
/// <param name="FileName">Its name, for people.</param>
/// <param name="IdempotencyKey">What the client calls this request; null where it gives no name.</param>
public sealed record ImportOrder(CardTarget Target, string FileName, string? IdempotencyKey = null);

/// <summary>Orders imports, pauses and stops them.</summary>
public sealed class ImportService(IDbContextFactory<SimConsoleDb> databases, ImportFiles files, ImportSignal signal, ImportNews news, ThisProcess process, TimeProvider time)
{
    /// <summary>The most imports that may wait, or be paused, at once: each keeps its file in the database.</summary>
    public const int MostOpen = 20;

    /// <summary>
    /// Stores a file, and orders it to be imported: what <see cref="CardFile.AcceptsRounded"/> and <see cref="CardFile.AcceptsAsPrinted"/> say of it holds. A request with the key of
    /// an earlier one gets the import of that one.
    /// </summary>
    /// <param name="stored">Called with the number of bytes stored so far.</param>
    public async Task<Result<Import>> OrderAsync(CardFile file, ImportOrder order, Caller caller, IProgress<long>? stored, CancellationToken token)
    {
        if (caller.Lacks(Permissions.Import) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (order.IdempotencyKey is { Length: > Import.KeyLength })
        {
            return new Refusal(ErrorCodes.Invalid, $"An idempotency key has at most {Import.KeyLength} characters.");
        }

        if (order.IdempotencyKey is { } key && await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.IdempotencyKey == key, token) is { } earlier)
        {
            return Repeated(earlier, file, order);
        }

        if (file.Undecided is { } undecided)
        {
            return new Refusal(ErrorCodes.Invalid, undecided);
        }

        if (order.Target == CardTarget.Inventory && !file.HasRegistrationCodes)
        {
            return new Refusal(ErrorCodes.Invalid, "The file has no column registration_code, without which nobody can register a card of the inventory. Add it, or import the cards as SIMs.");
        }

        if (await db.Imports.CountAsync(i => i.State == ImportState.Receiving || i.State == ImportState.Running || i.State == ImportState.Paused, token) >= MostOpen)
        {
            return new Refusal(ErrorCodes.Invalid, $"{MostOpen} imports are waiting already. Wait until one has ended, or stop one that is paused.");
        }

        var import = New(file, order, caller, await process.IdAsync(token));
        db.Imports.Add(import);
        try
        {
            await db.SaveChangesAsync(token);
        }
        catch (DbUpdateException exception) when (order.IdempotencyKey is not null && DatabaseTrouble.Of(exception) is null)
        {
            // The same request was made at the same moment, and that one was first.
            return Repeated(await db.Imports.AsNoTracking().SingleAsync(i => i.IdempotencyKey == order.IdempotencyKey, token), file, order);
        }

        try
        {
            await files.WriteAsync(import.Id, file, stored, token);
            await BeginAsync(db, import, caller, token);
        }
        catch
        {
            await ForgetAsync(db, import.Id);
            throw;
        }

        (import.State, import.ProcessId) = (ImportState.Running, null);
        return import;
    }

    /// <summary>Begins no further batch until it is resumed.</summary>
    public Task<Result<Import>> PauseAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.ImportPaused, [ImportState.Running], ImportState.Paused, "Only an import that is running can be paused.", token);

    /// <summary>Goes on with what was paused.</summary>
    public Task<Result<Import>> ResumeAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.ImportResumed, [ImportState.Paused], ImportState.Running, "Only an import that is paused can be resumed.", token);

    /// <summary>Ends it after the batch that is being written. What has been imported stays.</summary>
    public Task<Result<Import>> StopAsync(string sid, Caller caller, CancellationToken token) =>
        SteerAsync(sid, caller, AuditKinds.ImportStopped, [ImportState.Running, ImportState.Paused], ImportState.Stopped, "Only an import that has not ended can be stopped.", token);

    private Import New(CardFile file, ImportOrder order, Caller caller, long processId) => new()
    {
        Target = order.Target,
        FileName = order.FileName.CutTo(Import.FileNameLength),
        Digest = file.Digest,
        AcceptsRounded = file.AcceptsRounded,
        AcceptsAsPrinted = file.AcceptsAsPrinted,
        RequestedBy = caller.Name,
        Source = caller.Actor.Source,
        May = caller.May,
        CreatedAt = time.Now(),
        IdempotencyKey = order.IdempotencyKey,
        ProcessId = processId,
        Reading = ImportWords.ReadingOf(file)?.CutTo(Import.SentenceLength),
        Columns = file.Columns.ToString(),
        HasKeys = file.HasKeys,
        HasFile = true,
        Lines = file.Lines,
    };

    private async Task BeginAsync(SimConsoleDb db, Import import, Caller caller, CancellationToken token) => await db.InTransactionAsync(async after =>
    {
        var begun = await db.Imports.Where(i => i.Id == import.Id && i.State == ImportState.Receiving)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, ImportState.Running).SetProperty(i => i.ProcessId, (long?)null), token);
        if (begun > 0)
        {
            db.Audit(caller, AuditKinds.ImportOrdered, import.Sid, new("file", import.FileName), new("lines", import.Lines), new("SHA-256", import.Digest));
            await db.SaveChangesAsync(token);
        }

        after.Wake(signal);
        after.Wake(news);
    }, token);

    private static async Task ForgetAsync(SimConsoleDb db, long id)
    {
        try
        {
            await db.Imports.Where(i => i.Id == id && i.State == ImportState.Receiving).ExecuteDeleteAsync(CancellationToken.None);
        }
        catch (Exception exception) when (DatabaseTrouble.Of(exception) is not null)
        {
            // It is deleted once this process has ended.
        }
    }

    private async Task<Result<Import>> SteerAsync(string sid, Caller caller, string kind, ImportState[] from, ImportState to, string otherwise, CancellationToken token)
    {
        if (caller.Lacks(Permissions.Import) is { } lacking)
        {
            return lacking;
        }

        await using var db = await databases.CreateDbContextAsync(token);
        if (await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Sid == sid, token) is not { } import)
        {
            return NoSuchImport(sid);
        }

        var steered = false;
        await db.InTransactionAsync(async after =>
        {
            var now = time.Now();

            // A batch that is being written has to end first, and the next one finds the new state.
            await db.LockNameAsync(ImportRunner.SteeringOf(import.Id), token);
            steered = await db.Imports.Where(i => i.Id == import.Id && from.Contains(i.State)).ExecuteUpdateAsync(set => set
                .SetProperty(i => i.State, to)
                .SetProperty(i => i.ProcessId, (long?)null)
                .SetProperty(i => i.EndedAt, i => to == ImportState.Stopped ? now : i.EndedAt), token) > 0;
            if (steered)
            {
                await ImportFiles.DropAsync(db, i => i.Id == import.Id && i.State == ImportState.Stopped && i.Bad + i.Duplicates == 0, token);
                db.Audit(caller, kind, sid);
                await db.SaveChangesAsync(token);
            }

            after.Wake(signal);
            after.Wake(news);
        }, token);
        return steered ? await db.Imports.AsNoTracking().SingleAsync(i => i.Id == import.Id, token) : new Refusal(ErrorCodes.Invalid, otherwise);
    }

    private static Result<Import> Repeated(Import earlier, CardFile file, ImportOrder order) =>
        (earlier.Digest, earlier.Target, earlier.Columns, earlier.AcceptsRounded, earlier.AcceptsAsPrinted)
            == (file.Digest, order.Target, file.Columns.ToString(), file.AcceptsRounded, file.AcceptsAsPrinted)
            ? earlier
            : new Refusal(ErrorCodes.Invalid, $"This Idempotency-Key was used for the import {earlier.Sid}, which is another request. Use a new key for a new request.");

    internal static Refusal NoSuchImport(string sid) => new(ErrorCodes.NotFound, $"There is no import {Cut.Short(sid)}.");
}
