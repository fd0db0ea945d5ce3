using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

/// <summary>An import goes on whatever becomes of who began it, and every line counts once.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private const int Batches = 3;

    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _console = await TestConsole.StartAsync();

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public async Task A_paused_import_goes_on_where_it_was_and_counts_each_line_once()
    {
        await using var file = await MixedAsync(1);
        var import = await _console.OrderImportAsync(file);
        var paused = BetweenBatches(async () => Assert.NotNull((await Imports.PauseAsync(import.Sid, TestConsole.Someone, Token)).Value));

        await paused.InAsync(() => Runner.RunAsync(import.Id, Token));

        var (then, _) = await _console.ImportedAsync(import);
        Assert.True(paused.Happened);
        Assert.Equal((ImportState.Paused, 996), (then.State, then.Good));
        Assert.Null(await Runner.NextAsync(Token));
        await Runner.RunAsync(import.Id, Token);
        Assert.Equal(then.LinesRead, (await _console.ImportedAsync(import)).Import.LinesRead);
        Assert.Equal(then.Good, await _console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));

        Assert.NotNull((await Imports.ResumeAsync(import.Sid, TestConsole.Someone, Token)).Value);
        Assert.Null(await _console.Get<ImportWorker>().WorkAsync(Token));

        await AssertWholeAsync(import, 1);
    }

    [Fact]
    public async Task Whoever_takes_over_from_a_process_that_died_at_any_statement_leaves_what_one_alone_would_have()
    {
        var range = 1;
        await Gen.Int[1, 140].SampleAsync(async statement =>
        {
            await using var file = await MixedAsync(++range);
            await using var other = _console.StartAnother();
            var import = await _console.OrderImportAsync(file);
            using var death = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var dies = new Interruption(statement, death.CancelAsync);
            try
            {
                await dies.InAsync(() => other.Get<ImportRunner>().RunAsync(import.Id, death.Token));
            }
            catch (Exception) when (death.IsCancellationRequested)
            {
                // It may have ended, or not, and what it was writing may be there, or not.
            }

            if ((await _console.ImportedAsync(import)).Import is { State: ImportState.Running } left)
            {
                // One that died before it had taken the import leaves it to anybody.
                Assert.Equal(left.ProcessId is null ? import.Id : null, await Runner.NextAsync(Token));
                await ForgetProcessesAsync();
                Assert.Equal(import.Id, await Runner.NextAsync(Token));
                await Runner.RunAsync(import.Id, Token);
            }

            await AssertWholeAsync(import, range);
        }, iter: 12, threads: 1);
    }

    [Fact]
    public async Task Two_that_work_at_one_import_count_each_line_once()
    {
        await using var file = await MixedAsync(1);
        await using var other = _console.StartAnother();
        var import = await _console.OrderImportAsync(file);

        // The one has been taken for dead, and does not know yet.
        var takes = BetweenBatches(async () =>
        {
            await ForgetProcessesAsync();
            await other.Get<ImportRunner>().RunAsync(import.Id, Token);
        });
        await takes.InAsync(() => Runner.RunAsync(import.Id, Token));

        Assert.True(takes.Happened);
        await AssertWholeAsync(import, 1);
    }

    [Fact]
    public async Task What_was_imported_before_a_stop_stays_and_its_file_goes()
    {
        await using var file = await CardFiles.OfAsync([.. Enumerable.Range(1, Batches * CardBatch.Size).Select(i => $"{CardFiles.IccidOf(i)},1,,,,fleet-{i / 400}")]);
        var import = await _console.OrderImportAsync(file);
        var stops = BetweenBatches(async () => Assert.NotNull((await Imports.StopAsync(import.Sid, TestConsole.Someone, Token)).Value));

        await stops.InAsync(() => Runner.RunAsync(import.Id, Token));

        var (stopped, lines) = await _console.ImportedAsync(import);
        Assert.Equal((ImportState.Stopped, false), (stopped.State, stopped.HasFile));
        Assert.Equal(stopped.Good, await _console.SimReader.CountAsync(new SimQuery(), FleetScope.All, Token));
        Assert.Equal(CardBatch.Size, stopped.Good);
        Assert.Empty(lines);
        Assert.NotNull(stopped.EndedAt);
        await using var db = _console.OpenDb();
        Assert.Equal(0, await db.ImportBlocks.CountAsync(Token));
        foreach (var steer in new[] { Imports.PauseAsync(import.Sid, TestConsole.Someone, Token), Imports.ResumeAsync(import.Sid, TestConsole.Someone, Token), Imports.StopAsync(import.Sid, TestConsole.Someone, Token) })
        {
            Assert.StartsWith("Only an import that", (await steer).Refusal!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Imports_wait_for_each_other_and_are_done_in_their_order()
    {
        await using var one = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},1,,,first,");
        await using var two = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},1,,,second,");
        var (first, second) = (await _console.OrderImportAsync(one), await _console.OrderImportAsync(two));
        var worker = _console.Get<ImportWorker>();

        Assert.Null(await worker.WorkAsync(Token));
        Assert.Null(await worker.WorkAsync(Token));
        Assert.NotNull(await worker.WorkAsync(Token));

        Assert.Equal((1, 0, 0, 0), (await _console.ImportedAsync(first)).Counts);
        Assert.Equal((0, 1, 0, 0), (await _console.ImportedAsync(second)).Counts);
    }

    [Fact]
    public async Task A_process_that_died_while_it_stored_a_file_leaves_nothing_behind()
    {
        await using var file = await CardFiles.OfCardsAsync(10);
        var import = await _console.OrderImportAsync(file);
        await using var db = _console.OpenDb();
        await db.Imports.ExecuteUpdateAsync(set => set.SetProperty(i => i.State, ImportState.Receiving).SetProperty(i => i.ProcessId, -1), Token);
        Assert.Empty(await _console.Get<ImportReader>().ListBeforeAsync(null, 10, FleetScope.All, Token));

        await _console.Get<ImportWorker>().WorkAsync(Token);

        Assert.Equal((0, 0), (await db.Imports.CountAsync(Token), await db.ImportBlocks.CountAsync(Token)));
        Assert.Null(await _console.Get<ImportReader>().FindAsync(import.Sid, FleetScope.All, Token));
    }

    [Fact]
    public async Task A_file_is_stored_as_nobody_can_read_it_and_comes_back_byte_by_byte()
    {
        var (ki, opc) = (new string('a', 32), new string('b', 32));
        var text = $"iccid;ki;opc\n{string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{CardFiles.IccidOf(i)};{ki};{opc}\n"))}";
        await using var file = (await CardFiles.ReceiveAsync(text)).Value!;
        var import = await _console.OrderImportAsync(file);

        Assert.True(import.HasKeys);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), import.Digest);
        await using var db = _console.OpenDb();
        var blocks = await db.ImportBlocks.AsNoTracking().OrderBy(b => b.Id).Select(b => b.Content).ToListAsync(Token);
        Assert.True(blocks.Count > 1);
        Assert.All(blocks, block => Assert.DoesNotContain(ki, block, StringComparison.Ordinal));
        Assert.InRange(blocks.Sum(b => b.Length), 1, text.Length);
        await using var again = (await _console.Get<ImportFiles>().OpenAsync(import.Id, Token)).Value!;
        Assert.Equal((import.Digest, file.Lines, file.Bytes), (again.Digest, again.Lines, again.Bytes));
    }

    [Fact]
    public async Task An_import_whose_file_cannot_be_read_any_more_ends_and_says_what_to_do()
    {
        await using var file = await CardFiles.OfCardsAsync(10);
        var import = await _console.OrderImportAsync(file);
        await using var db = _console.OpenDb();
        await db.ImportBlocks.ExecuteUpdateAsync(set => set.SetProperty(b => b.Content, "CfDJ8"), Token);

        await Runner.RunAsync(import.Id, Token);

        var (ended, _) = await _console.ImportedAsync(import);
        Assert.Equal((ImportState.Stopped, 0, false), (ended.State, ended.Good, ended.HasFile));
        Assert.EndsWith("Import the file again to go on.", ended.Says(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_whose_lines_can_be_mended_are_kept_for_a_month()
    {
        await using var file = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},1,,,,", "12345,1,,,,");
        var import = (await _console.ImportAsync(file)).Import;
        Assert.True(import.HasFile);

        _console.Time.Advance(ImportFiles.Life - TimeSpan.FromMinutes(1));
        await _console.Get<ImportFiles>().ForgetOldAsync(Token);
        Assert.True((await _console.ImportedAsync(import)).Import.HasFile);
        _console.Time.Advance(TimeSpan.FromMinutes(2));
        await _console.Get<ImportFiles>().ForgetOldAsync(Token);

        var (after, lines) = await _console.ImportedAsync(import);
        Assert.False(after.HasFile);
        Assert.Equal(3, Assert.Single(lines).Line);
    }

    [Fact]
    public async Task No_more_imports_wait_than_the_database_can_keep()
    {
        for (var i = 0; i < ImportService.MostOpen; i++)
        {
            await using var file = await CardFiles.OfCardsAsync(1);
            await _console.OrderImportAsync(file);
        }

        await using var more = await CardFiles.OfCardsAsync(1);
        var refused = await Imports.OrderAsync(more, new ImportOrder(CardTarget.Sims, "cards.csv"), TestConsole.Someone, null, Token);

        Assert.StartsWith("20 imports are waiting already.", refused.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_is_created_only_for_one_who_may_create_it()
    {
        await using var file = await CardFiles.OfAsync($"{CardFiles.IccidOf(1)},1,,,,north", $"{CardFiles.IccidOf(2)},1,,,,");
        var clerk = TestConsole.Someone with { May = Permissions.Import, As = "The role Clerk" };
        var import = (await Imports.OrderAsync(file, new ImportOrder(CardTarget.Sims, "cards.csv"), clerk, null, Token)).Value!;

        await Runner.RunAsync(import.Id, Token);

        var (ended, lines) = await _console.ImportedAsync(import);
        Assert.Equal((1, 1, ""), (ended.Good, ended.Bad, ended.NewFleets));
        Assert.Contains("lacks the permission fleets.write", Assert.Single(lines).Says, StringComparison.Ordinal);
    }

    /// <summary>Before the second batch is written: the third time that it is looked what is in the inventory, twice for a batch with Fleets that are not known yet.</summary>
    private static Interruption BetweenBatches(Func<Task> meanwhile) => new(3, meanwhile, "FROM \"InventoryCards\"");

    private ImportService Imports => _console.Get<ImportService>();

    private ImportRunner Runner => _console.Get<ImportRunner>();

    private async Task ForgetProcessesAsync()
    {
        await using var db = _console.OpenDb();
        await db.RunningProcesses.ExecuteDeleteAsync(Token);
    }

    /// <summary>Three batches with lines of each verdict all over them.</summary>
    private static async Task<CardFile> MixedAsync(int range)
    {
        var lines = new List<string>();
        for (var i = 1; i <= Batches * CardBatch.Size - 100; i++)
        {
            var iccid = CardFiles.IccidOf(range * 10_000 + i);
            lines.Add(i % 500 == 7 ? "12345,1,,,," : i % 500 == 11 ? $"{CardFiles.IccidOf(range * 10_000 + i - 2)},1,,,," : i % 700 == 0 ? "" : $"{iccid},1,,,,fleet-{range}-{i / 400}");
        }

        return await CardFiles.OfAsync([.. lines]);
    }

    private async Task AssertWholeAsync(Import import, int range)
    {
        const int Lines = Batches * CardBatch.Size - 100;
        const int Bad = 6;
        const int Duplicates = 6;
        const int Blank = Lines / 700;
        var (ended, lines) = await _console.ImportedAsync(import);
        Assert.Equal((ImportState.Completed, Lines, Lines), (ended.State, ended.Lines, ended.LinesRead));
        Assert.Equal((Lines - Bad - Duplicates - Blank, 0, Duplicates, Bad), (ended.Good, ended.AlreadyThere, ended.Duplicates, ended.Bad));
        Assert.Equal(Bad + Duplicates, lines.Select(l => l.Line).Distinct().Count());
        Assert.Equal(8, ended.NewFleets.Split('\n').Distinct().Count());
        await using var db = _console.OpenDb();
        var prefix = CardFiles.IccidOf(range * 10_000)[..15];
        Assert.Equal(ended.Good, await db.Sims.CountAsync(s => s.Iccid.StartsWith(prefix), Token));
        Assert.Equal(ended.Good, await db.SimEvents.CountAsync(e => e.Kind == SimEventKind.Registered && e.Sim!.Iccid.StartsWith(prefix), Token));
    }
}
