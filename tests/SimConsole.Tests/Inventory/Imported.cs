using SimConsole.Inventory;
using SimConsole.Inventory.Imports;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

/// <summary>An import that was ordered and worked at, and the lines that were kept of it.</summary>
internal sealed record Imported(Import Import, IReadOnlyList<ImportLine> Lines)
{
    public (int Good, int AlreadyThere, int Duplicates, int Bad) Counts => (Import.Good, Import.AlreadyThere, Import.Duplicates, Import.Bad);
}

internal static class ImportingConsole
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Orders a file to be imported, and does nothing of it.</summary>
    public static async Task<Import> OrderImportAsync(this TestConsole console, CardFile file, CardTarget target = CardTarget.Sims)
    {
        var ordered = await console.Get<ImportService>().OrderAsync(file, new ImportOrder(target, "cards.csv"), TestConsole.Someone, null, Token);
        return ordered.Value ?? throw new InvalidOperationException(ordered.Refusal!.Message);
    }

    /// <summary>Imports a file, to its end.</summary>
    public static async Task<Imported> ImportAsync(this TestConsole console, CardFile file, CardTarget target = CardTarget.Sims)
    {
        var import = await console.OrderImportAsync(file, target);
        await console.Get<ImportRunner>().RunAsync(import.Id, Token);
        return await console.ImportedAsync(import);
    }

    /// <summary>An import as it is now.</summary>
    public static async Task<Imported> ImportedAsync(this TestConsole console, Import import)
    {
        var reader = console.Get<ImportReader>();
        return new Imported((await reader.FindAsync(import.Sid, FleetScope.All, Token))!, await reader.LinesAfterAsync(import.Id, null, 0, int.MaxValue, Token));
    }
}
