namespace SimConsole.Data;

/// <summary>
/// Says whether anybody has written to the database since something was read, so that what many ask for again and again need not be read again.
/// </summary>
public abstract class DatabaseVersion
{
    /// <summary>A number that is another after every commit, of whatever process; null where the database has none.</summary>
    public abstract long? Read();
}

/// <summary>A server would have to be asked, which takes as long as to read.</summary>
internal sealed class NoDatabaseVersion : DatabaseVersion
{
    public override long? Read() => null;
}
