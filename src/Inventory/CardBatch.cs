using System.Runtime.CompilerServices;

namespace SimConsole.Inventory;

/// <summary>Lines of a file that are looked up, and written, together.</summary>
/// <param name="Judged">The verdicts on the lines that the file alone decides.</param>
/// <param name="Open">The lines whose verdict depends on what the database has.</param>
/// <param name="LinesRead">How many lines of the file below its header have been processed, this batch included.</param>
internal sealed record CardBatch(IReadOnlyList<CardVerdict> Judged, List<CardLine> Open, int LinesRead)
{
    /// <summary>How many cards are written in one transaction.</summary>
    public const int Size = 1_000;

    /// <summary>The lines of a file in their order.</summary>
    /// <param name="after">How many lines were processed before. They only reserve the identifiers that no later line may use.</param>
    public static async IAsyncEnumerable<CardBatch> ReadAsync(CardFile file, int after, [EnumeratorCancellation] CancellationToken token)
    {
        var earlier = new EarlierLines();
        await foreach (var lines in file.ReadAsync(token).Where(IsNew).Chunk(Size).WithCancellation(token))
        {
            var (judged, open) = (new List<CardVerdict>(), new List<CardLine>(lines.Length));
            foreach (var line in lines)
            {
                if (earlier.Judge(line) is { } verdict)
                {
                    judged.Add(verdict);
                }
                else
                {
                    open.Add(line);
                }
            }

            yield return new CardBatch(judged, open, lines[^1].Number - file.Above);
        }

        bool IsNew(CardLine line)
        {
            var isNew = line.Number - file.Above > after;
            if (!isNew)
            {
                earlier.Judge(line);
            }

            return isNew;
        }
    }

    /// <summary>All verdicts, in the order of the file.</summary>
    /// <param name="opened">The verdicts on <see cref="Open"/>.</param>
    public IEnumerable<CardVerdict> With(IEnumerable<CardVerdict> opened) => Judged.Concat(opened).OrderBy(verdict => verdict.Line);
}
