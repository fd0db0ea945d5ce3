using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SimConsole.Data.Sqlite;

/// <summary>
/// The version of an SQLite file, read out of the shared memory in which all processes keep the index of the write-ahead log: no lock, no
/// call of the system. A commit writes the header of that index, and its checksum tells each header from the one before. Source: SQLite,
/// "WAL-mode File Format", the WAL-index header.
/// </summary>
internal sealed class SqliteDatabaseVersion(string connectionString) : DatabaseVersion, IDisposable
{
    private const string Library = "e_sqlite3";
    private const int FilePointer = 7;
    private const int RegionLength = 32 * 1024;
    private const int HeaderChecksum = 40;

    // A version, and twelve methods before it. Source: SQLite, struct sqlite3_io_methods.
    private static readonly int ShmMapOffset = IntPtr.Size * 13;

    private readonly Lazy<Mapped> _index = new(() => Map(connectionString), LazyThreadSafetyMode.PublicationOnly);

    public override long? Read()
    {
        var (_, database, header) = _index.Value;
        var held = false;
        try
        {
            // The memory is there for as long as the connection is open.
            database.DangerousAddRef(ref held);
            return header == IntPtr.Zero ? null : Marshal.ReadInt64(header, HeaderChecksum);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        finally
        {
            if (held)
            {
                database.DangerousRelease();
            }
        }
    }

    /// <summary>Closes the connection; the last one of all processes to close takes the log back into the file.</summary>
    public void Dispose()
    {
        if (_index.IsValueCreated)
        {
            _index.Value.Connection.Dispose();
        }
    }

    private static Mapped Map(string connectionString)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        connection.Open();
        var database = connection.Handle!;
        using var command = connection.CreateCommand();

        // The log is opened by the first read.
        command.CommandText = "SELECT count(*) FROM sqlite_master";
        command.ExecuteScalar();
        command.CommandText = "PRAGMA journal_mode";
        if (command.ExecuteScalar() is not "wal" || FileControl(database, "main", FilePointer, out var file) != raw.SQLITE_OK)
        {
            return new Mapped(connection, database, IntPtr.Zero);
        }

        var map = Marshal.GetDelegateForFunctionPointer<ShmMap>(Marshal.ReadIntPtr(Marshal.ReadIntPtr(file), ShmMapOffset));
        return new Mapped(connection, database, map(file, 0, RegionLength, 0, out var header) == raw.SQLITE_OK ? header : IntPtr.Zero);
    }

    [DllImport(Library, EntryPoint = "sqlite3_file_control", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int FileControl(sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, out IntPtr answer);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int ShmMap(IntPtr file, int region, int length, int extend, out IntPtr address);

    /// <summary>A connection, and where its header is; zero where SQLite has none.</summary>
    private sealed record Mapped(SqliteConnection Connection, sqlite3 Database, IntPtr Header);
}
