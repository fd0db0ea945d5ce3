namespace SimConsole.Audit;

/// <summary>Whether the key that seals the audit is there, and no other user can read it.</summary>
internal sealed class AuditKeyCheck(AuditKeys keys) : ICheck
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public string Name => "Audit key";

    public Task<CheckResult> LookAsync(CancellationToken token)
    {
        if (keys.Path is not { } path || !File.Exists(path))
        {
            return Task.FromResult(CheckResult.Well(keys.Path is null ? "It ends with the database in memory." : $"The first start makes it at {keys.Path}."));
        }

        keys.Open();
        return Task.FromResult(!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0
            ? CheckResult.Doubtful($"{path} can be read or written by other users: whoever has it can forge the audit. 'chmod 600' it.")
            : CheckResult.Well($"{path} holds it."));
    }
}
