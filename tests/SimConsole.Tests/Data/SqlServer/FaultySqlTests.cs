namespace SimConsole.Tests.Data.SqlServer;

/// <summary>The tooling does refuse what a server would: without this the tests beside it could not fail.</summary>
public sealed class FaultySqlTests
{
    [Theory]
    [InlineData("SELECT [s].[Nothing] FROM [Sims] AS [s]")]
    [InlineData("SELECT [t].[Id] FROM [Sims] AS [s]")]
    [InlineData("SELECT [Id] FROM [Nowhere]")]
    [InlineData("SELECT [Id] FROM [Sims] LIMIT 5")]
    [InlineData("SELECT [Id] FROM [Sims] WHERE [Id] = @missing")]
    [InlineData("UPDATE [Sims] SET [Version] = 1 RETURNING [Id]")]
    [InlineData("SELECT [Id] FROM (SELECT [Id] FROM [Sims] ORDER BY [Id]) AS [s]")]
    [InlineData("SELECT [Id] FROM [Sims] AS [a], [Fleets] AS [b]")]
    public void A_faulty_statement_is_refused(string sql) =>
        Assert.NotEmpty(SqlServerTooling.Faults(SqlServerTooling.CreateScript(), [new CapturedStatement(sql, [])]));

    [Fact]
    public void A_good_statement_is_accepted() =>
        Assert.Empty(SqlServerTooling.Faults(SqlServerTooling.CreateScript(), [new CapturedStatement("SELECT [Id] FROM [Sims] WHERE [Id] = @id", [("@id", "bigint")])]));
}
