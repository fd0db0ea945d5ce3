using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SimConsole.Data;

/// <summary>
/// A reason why the database cannot be written, or read, whatever is requested: nothing is wrong with the request, and it will work again once somebody has
/// repaired the database.
/// </summary>
/// <param name="Says">A sentence for a person: what is wrong, and what to do.</param>
public sealed record DatabaseTrouble(string Says)
{
    private static readonly DatabaseTrouble Full = new("The disk of the database is full. Free some space on it.");
    private static readonly DatabaseTrouble ReadOnly = new("The database can only be read. Let the console write to its file and its folder.");
    private static readonly DatabaseTrouble BadDisk = new("The disk of the database fails. Check the disk, and its quota.");
    private static readonly DatabaseTrouble Missing = new("The database cannot be opened. Check that its file is there, and that the console may read and write it.");
    private static readonly DatabaseTrouble Held = new("Another program keeps the database locked. Stop it.");
    private static readonly DatabaseTrouble Damaged = new("The database is damaged. Restore it from a backup.");
    private static readonly DatabaseTrouble ServerFull = new("The database server has no room for this database or its log. Give it more room.");
    private static readonly DatabaseTrouble ServerReadOnly = new("The database server allows this database to be read only. Make it writable, or connect to the server that is.");
    private static readonly DatabaseTrouble ServerGone = new("The database server does not answer, or refuses connections. Check that it runs, and that the console reaches it.");

    /// <summary>After how long it is worth trying again.</summary>
    public static TimeSpan AskAgainAfter { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The answer to what could not be done because of it.</summary>
    public Refusal Refusal => new(ErrorCodes.Unavailable, $"{Says} Nothing was changed. Ask again then.") { RetryAfter = AskAgainAfter };

    /// <summary>The trouble that caused an exception; null where something else caused it, such as two writers of one row.</summary>
    public static DatabaseTrouble? Of(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            var trouble = cause switch
            {
                SqliteException sqlite => OfSqlite(sqlite.SqliteErrorCode),
                SqlException server => OfSqlServer(server.Number),
                NpgsqlException server => OfPostgreSql(server.SqlState),
                _ => null,
            };
            if (trouble is not null)
            {
                return trouble;
            }
        }

        return null;
    }

    /// <summary>Source: the result codes of SQLite. It reports "busy" only after it has waited for the configured time.</summary>
    internal static DatabaseTrouble? OfSqlite(int code) => code switch
    {
        5 or 6 => Held,
        8 => ReadOnly,
        10 => BadDisk,
        11 or 26 => Damaged,
        13 => Full,
        14 => Missing,
        _ => null,
    };

    /// <summary>Source: the error codes of PostgreSQL, appendix A of its manual. There is no code where the client lost the connection, or waited too long.</summary>
    internal static DatabaseTrouble? OfPostgreSql(string? state) => state switch
    {
        null => ServerGone,
        "53100" => ServerFull,
        "25006" => ServerReadOnly,
        "58030" => BadDisk,
        "XX001" or "XX002" => Damaged,
        "53300" or "55000" or "3D000" or "57P01" or "57P02" or "57P03" => ServerGone,
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("28", StringComparison.Ordinal) => ServerGone,
        _ => null,
    };

    /// <summary>Source: the errors of the database engine of SQL Server, and of Windows sockets for connections that were lost.</summary>
    internal static DatabaseTrouble? OfSqlServer(int number) => number switch
    {
        1101 or 1105 or 5149 or 9002 => ServerFull,
        976 or 978 or 3906 or 3908 => ServerReadOnly,
        823 or 824 or 825 => Damaged,
        -2 or -1 or 2 or 53 or 64 or 121 or 233 or 258 or 10053 or 10054 or 10060 or 10061 or 11001 => ServerGone,
        922 or 926 or 927 or 942 or 945 or 983 or 4060 or 6005 or 17142 or 17187 or 18456 or 40197 or 40501 or 40613 => ServerGone,
        _ => null,
    };
}
