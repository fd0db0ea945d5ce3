using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using SimConsole.Data.PostgreSql;
using SimConsole.Data.Sqlite;
using SimConsole.Data.SqlServer;

namespace SimConsole.Data;

/// <summary>Lets <c>dotnet ef</c> make SQLite migrations without a database.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteSimConsoleDb>
{
    public SqliteSimConsoleDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteSimConsoleDb>();
        options.UseSimConsoleSqlite("Data Source=:memory:");
        return new(options.Options);
    }
}

/// <summary>Lets <c>dotnet ef</c> make SQL Server migrations without a database.</summary>
internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerSimConsoleDb>
{
    public SqlServerSimConsoleDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlServerSimConsoleDb>();
        options.UseSimConsoleSqlServer("Server=none");
        return new(options.Options);
    }
}

/// <summary>Lets <c>dotnet ef</c> make PostgreSQL migrations without a database.</summary>
internal sealed class PostgreSqlDesignTime : IDesignTimeDbContextFactory<PostgreSqlSimConsoleDb>
{
    public PostgreSqlSimConsoleDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PostgreSqlSimConsoleDb>();
        options.UseSimConsolePostgreSql("Host=none");
        return new(options.Options);
    }
}
