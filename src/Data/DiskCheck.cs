namespace SimConsole.Data;

/// <summary>How much room there is beside the database.</summary>
internal sealed class DiskCheck(IConfiguration configuration) : ICheck
{
    private const long Megabyte = 1_000_000;

    /// <summary>In megabytes: less than this will soon be used up.</summary>
    private const long Little = 1_000;

    /// <summary>In megabytes: less than this is as good as none.</summary>
    private const long TooLittle = 50;

    public string Name => "Disk";

    public Task<CheckResult> LookAsync(CancellationToken token)
    {
        var folder = DataServices.FolderBeside(configuration);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        if (folder is null)
        {
            return Task.FromResult(CheckResult.Well("Nothing is kept on it."));
        }

        var free = new DriveInfo(folder).AvailableFreeSpace / Megabyte;
        var says = FormattableString.Invariant($"{free:N0} MB are free at {folder}.");
        return Task.FromResult(free < TooLittle ? CheckResult.Bad($"{says} Free some space on it.") : free < Little ? CheckResult.Doubtful(says) : CheckResult.Well(says));
    }
}
