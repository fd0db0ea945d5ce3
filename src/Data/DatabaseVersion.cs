namespace SimConsole.Data;

/// <summary>Says whether anybody has written to the database since something was read, so that what many callers request repeatedly need not be read again.</summary>
public abstract class DatabaseVersion
{
    /// <summary>A value that differs after every commit of any process; null where the database cannot say. Requested by one caller at a time.</summary>
    public abstract ValueTask<string?> ReadAsync();
}

/// <summary>For databases where reading the data again costs no more than asking for the version.</summary>
internal sealed class NoDatabaseVersion : DatabaseVersion
{
    public override ValueTask<string?> ReadAsync() => ValueTask.FromResult<string?>(null);
}
