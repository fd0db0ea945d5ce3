using Microsoft.EntityFrameworkCore;
using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.Sims;
using SimConsole.Tests.Inventory;

namespace SimConsole.Tests.Processes;

/// <summary>An import that is worked at by real processes that are ended without a warning.</summary>
public sealed class ImportKillTests : IAsyncLifetime
{
    private TestConsole _console = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _console = await TestConsole.StartAsync();
        _console.Time.SetUtcNow(DateTimeOffset.UtcNow);
    }

    public ValueTask DisposeAsync() => _console.DisposeAsync();

    [Fact]
    public Task An_import_ends_with_every_card_once_however_often_its_process_is_killed() => this.PlayAsync(async () =>
    {
        // Long enough that whoever looks at it is always in the middle.
        const int Cards = 120_000;
        Import import;
        await using (var file = await CardFiles.OfCardsAsync(Cards))
        {
            file.AcceptsRounded = true;
            import = await _console.OrderImportAsync(file);
        }

        for (var kills = 0; kills < 3; kills++)
        {
            using var process = ConsoleProcess.Start(_console.Database);
            var before = await ReadAsync(import);
            await process.UntilAsync(async () => await ReadAsync(import) > before);
            await Task.Delay(Random.Shared.Next(100), Token);
            process.Kill();
        }

        Assert.InRange(await ReadAsync(import), 1, Cards - 1);
        using (var process = ConsoleProcess.Start(_console.Database))
        {
            await process.UntilAsync(async () => (await _console.ImportedAsync(import)).Import.State == ImportState.Completed);
        }

        Assert.Equal((Cards, 0, 0, 0), (await _console.ImportedAsync(import)).Counts);
        await using var db = _console.OpenDb();
        Assert.Equal(Cards, await db.Sims.CountAsync(s => s.Status == SimStatus.New, Token));
        Assert.Equal(Cards, await db.SimEvents.CountAsync(e => e.Kind == SimEventKind.Registered, Token));
        Assert.Equal(0, await db.ImportBlocks.CountAsync(Token));
    });

    [Fact]
    public Task What_the_command_line_leaves_behind_when_it_is_killed_is_ended_by_whoever_serves() => this.PlayAsync(async () =>
    {
        const int Cards = 120_000;
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(path, Enumerable.Range(1, Cards).Select(CardFiles.IccidOf).Prepend("iccid"), Token);
            using var serving = ConsoleProcess.Start(_console.Database);
            await serving.ServesAsync();
            using var command = ConsoleProcess.Start(_console.Database, ["--import", path, "--accept-rounded"]);
            await command.UntilAsync(async () => await OnlyAsync() is { LinesRead: > 0 });
            command.Kill();

            await serving.UntilAsync(async () => await OnlyAsync() is { State: ImportState.Completed });
            Assert.Equal((Cards, "the command line"), ((await OnlyAsync())!.Good, (await OnlyAsync())!.RequestedBy));
        }
        finally
        {
            File.Delete(path);
        }
    });

    private async Task<Import?> OnlyAsync()
    {
        await using var db = _console.OpenDb();
        return await db.Imports.AsNoTracking().SingleOrDefaultAsync(Token);
    }

    /// <summary>How many of its lines were read so far. It has not ended.</summary>
    private async Task<int> ReadAsync(Import import)
    {
        var now = (await _console.ImportedAsync(import)).Import;
        Assert.Equal((ImportState.Running, null), (now.State, now.Trouble));
        return now.LinesRead;
    }
}
