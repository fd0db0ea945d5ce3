using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SimConsole.Work;

namespace SimConsole.Inventory.Imports;

/// <summary>How far an import is. The numbers are stored: never reorder them.</summary>
public enum ImportState
{
    /// <summary>Its file is being stored.</summary>
    Receiving = 0,

    /// <summary>Its lines are imported a batch at a time, or wait for an import before it.</summary>
    Running = 1,

    /// <summary>Nothing more is imported until it is resumed.</summary>
    Paused = 2,

    /// <summary>Every line has its verdict.</summary>
    Completed = 3,

    /// <summary>Ended before its last line; what was imported by then stays.</summary>
    Stopped = 4,
}

/// <summary>
/// One file of cards that was ordered to be imported. Its lines are stored, so that it goes on whatever becomes of the page, or the process, that began it. The counts
/// are updated in the transactions whose lines they count.
/// </summary>
public sealed class Import
{
    /// <summary>The letters an import's SID begins with.</summary>
    public const string SidPrefix = "IM";

    public const int FileNameLength = 200;
    public const int KeyLength = 64;
    public const int SentenceLength = 500;

    public long Id { get; init; }

    public string Sid { get; init; } = Kernel.Sid.New(SidPrefix);

    public ImportState State { get; set; }

    public CardTarget Target { get; init; }

    public required string FileName { get; init; }

    /// <summary>The SHA-256 of the file: 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Whether a person has confirmed numbers that end in the zeros of a spreadsheet.</summary>
    public bool AcceptsRounded { get; init; }

    /// <summary>Whether a person has confirmed numbers without a right check digit.</summary>
    public bool AcceptsAsPrinted { get; init; }

    public required string RequestedBy { get; init; }

    public OrderSource Source { get; init; }

    /// <summary>The permissions of the caller when it was ordered: a Fleet is created only if the caller was allowed to create it.</summary>
    public Permissions May { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was completed or stopped.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What the client called its request, so that a repetition imports nothing twice; null where it gave none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The process that stores its file, or works at it; see <see cref="RunningProcess"/>.</summary>
    public long? ProcessId { get; set; }

    /// <summary>How the file was read, and which of its columns are left out, in sentences; null where there is nothing to say.</summary>
    public string? Reading { get; init; }

    /// <summary>What each column of the file is taken for: the names of <see cref="CardField"/>, a comma behind each column.</summary>
    public required string Columns { get; init; }

    /// <summary>Whether the file has keys of cards. Its lines are then only given back to the person who imported it.</summary>
    public bool HasKeys { get; init; }

    /// <summary>Whether its file is still stored: for as long as there are lines to import, or to be mended.</summary>
    public bool HasFile { get; set; }

    /// <summary>Lines below the header, blank ones included.</summary>
    public int Lines { get; init; }

    /// <summary>How many of <see cref="Lines"/> have their verdict.</summary>
    public int LinesRead { get; set; }

    public int Good { get; set; }

    public int AlreadyThere { get; set; }

    public int Duplicates { get; set; }

    public int Bad { get; set; }

    /// <summary>Lines whose ICCID ends in the zeros that a spreadsheet leaves.</summary>
    public int Rounded { get; set; }

    /// <summary>Lines whose ICCID has no right check digit, or a hexadecimal one.</summary>
    public int AsPrinted { get; set; }

    /// <summary>The names of the Fleets that it has created, a line each.</summary>
    public string NewFleets { get; set; } = "";

    /// <summary>The names of <see cref="NewFleets"/>, one by one.</summary>
    public IReadOnlyList<string> NewFleetNames => NewFleets.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Why it was stopped by the console, in a sentence; null where it was not.</summary>
    public string? Trouble { get; set; }

    public int Count(CardVerdictKind kind) => kind switch
    {
        CardVerdictKind.Good => Good,
        CardVerdictKind.AlreadyThere => AlreadyThere,
        CardVerdictKind.Duplicate => Duplicates,
        _ => Bad,
    };
}

/// <summary>A line of an import that did not become what the file wants of it.</summary>
public sealed class ImportLine
{
    public const int NumberLength = 40;
    public const int NameLength = 80;
    public const int SaysLength = 400;

    public long ImportId { get; init; }

    public Import? Import { get; init; }

    /// <summary>The number that a spreadsheet shows beside it.</summary>
    public int Line { get; init; }

    public CardVerdictKind Kind { get; init; }

    public required string Iccid { get; init; }

    public string? UniqueName { get; init; }

    public string? Fleet { get; init; }

    public required string Says { get; init; }
}

/// <summary>A part of the file of an import, compressed and under Data Protection: it may hold keys of cards.</summary>
public sealed class ImportBlock
{
    public long Id { get; init; }

    public long ImportId { get; init; }

    public Import? Import { get; init; }

    public required string Content { get; set; }
}

internal sealed class ImportTable : IEntityTypeConfiguration<Import>
{
    private const int DigestLength = 64;

    public void Configure(EntityTypeBuilder<Import> import)
    {
        import.Property(i => i.Sid).HasMaxLength(Sid.Length).IsUnicode(false).IsFixedLength();
        import.Property(i => i.FileName).HasMaxLength(Import.FileNameLength);
        import.Property(i => i.Digest).HasMaxLength(DigestLength).IsUnicode(false).IsFixedLength();
        import.Property(i => i.RequestedBy).HasMaxLength(Actor.NameLength);
        import.Property(i => i.IdempotencyKey).HasMaxLength(Import.KeyLength);
        import.Property(i => i.Reading).HasMaxLength(Import.SentenceLength);
        import.Property(i => i.Trouble).HasMaxLength(Import.SentenceLength);
        import.Ignore(i => i.NewFleetNames);
        import.HasIndex(i => i.Sid).IsUnique();
        import.HasIndex(i => i.IdempotencyKey).IsUnique();
        import.HasIndex(i => i.State);
        import.HasIndex(i => i.EndedAt);
    }
}

internal sealed class ImportLineTable : IEntityTypeConfiguration<ImportLine>
{
    public void Configure(EntityTypeBuilder<ImportLine> line)
    {
        line.HasKey(l => new { l.ImportId, l.Kind, l.Line });
        line.Property(l => l.Iccid).HasMaxLength(ImportLine.NumberLength);
        line.Property(l => l.UniqueName).HasMaxLength(ImportLine.NameLength);
        line.Property(l => l.Fleet).HasMaxLength(ImportLine.NameLength);
        line.Property(l => l.Says).HasMaxLength(ImportLine.SaysLength);
        line.HasOne(l => l.Import).WithMany().HasForeignKey(l => l.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ImportBlockTable : IEntityTypeConfiguration<ImportBlock>
{
    public void Configure(EntityTypeBuilder<ImportBlock> block) =>
        block.HasOne(b => b.Import).WithMany().HasForeignKey(b => b.ImportId).OnDelete(DeleteBehavior.Cascade);
}
