using System.Text;
using SimConsole.Data;
using SimConsole.Inventory;
using SimConsole.Sims;

namespace SimConsole.Tests.Inventory;

/// <summary>Lists of cards for tests.</summary>
internal static class CardFiles
{
    public static string Delivery { get; } = Path.Combine(AppContext.BaseDirectory, "data", "sims-1000.csv");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An ICCID with a right check digit.</summary>
    public static string IccidOf(int number)
    {
        var digits = $"8988307005{number:D9}";
        return digits + Iccid.CheckDigit(digits);
    }

    public static async Task<Result<CardFile>> ReceiveAsync(string text, Encoding? encoding = null) => await ReceiveAsync((encoding ?? Encoding.UTF8).GetBytes(text));

    public static async Task<Result<CardFile>> ReceiveAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await CardFile.ReceiveAsync(stream, null, Token);
    }

    /// <summary>The file of these lines below a header.</summary>
    public static async Task<CardFile> OfAsync(params string[] lines) =>
        (await ReceiveAsync("iccid,registration_code,imsi,msisdn,unique_name,fleet\n" + string.Join('\n', lines) + "\n")).Value!;

    public static async Task<CardFile> OpenDeliveryAsync()
    {
        await using var stream = File.OpenRead(Delivery);
        return (await CardFile.ReceiveAsync(stream, null, Token)).Value!;
    }

    /// <summary>A file of cards numbered from 1.</summary>
    public static Task<CardFile> OfCardsAsync(int count) => OfAsync([.. Enumerable.Range(1, count).Select(i => $"{IccidOf(i)},{i},,,,")]);
}
