namespace SimConsole.Data;

/// <summary>
/// Says whether anybody has written to the database since something was read, so that what many ask for again and again need not be read again.
/// </summary>
public abstract class DatabaseVersion
{
    /// <summary>What is another after every commit, of whatever process; null where the database cannot say. Requested by one caller at a time.</summary>
    public abstract ValueTask<string?> ReadAsync();
}

/// <summary>To read is as good.</summary>
internal sealed class NoDatabaseVersion : DatabaseVersion
{
    public override ValueTask<string?> ReadAsync() => ValueTask.FromResult<string?>(null);
}
