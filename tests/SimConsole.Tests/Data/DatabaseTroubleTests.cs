using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SimConsole.Data;

namespace SimConsole.Tests.Data;

public sealed class DatabaseTroubleTests
{
    [Theory]
    [InlineData(5, "keeps the database locked")]
    [InlineData(8, "can only be read")]
    [InlineData(10, "disk")]
    [InlineData(11, "damaged")]
    [InlineData(13, "full")]
    [InlineData(14, "cannot be opened")]
    public void What_keeps_sqlite_from_writing_has_a_sentence_wherever_it_is_found(int code, string says)
    {
        var deep = new InvalidOperationException("outer", new DbUpdateException("inner", new SqliteException("cause", code)));
        Assert.Contains(says, DatabaseTrouble.Of(deep)!.Says, StringComparison.Ordinal);
        Assert.Equal((20503, DatabaseTrouble.AskAgainAfter), DatabaseTrouble.Of(deep)!.Refusal is var refusal ? (refusal.Code, refusal.RetryAfter) : default);
    }

    [Theory]
    [InlineData(1105, "no room")]
    [InlineData(9002, "no room")]
    [InlineData(3906, "be read only")]
    [InlineData(10054, "does not answer")]
    [InlineData(4060, "does not answer")]
    public void What_keeps_sql_server_from_writing_has_a_sentence(int number, string says) =>
        Assert.Contains(says, DatabaseTrouble.OfSqlServer(number)!.Says, StringComparison.Ordinal);

    [Fact]
    public void Two_who_write_the_same_row_and_a_broken_rule_are_no_trouble_of_the_database()
    {
        Assert.Null(DatabaseTrouble.Of(new DbUpdateConcurrencyException("lost")));
        Assert.Null(DatabaseTrouble.Of(new DbUpdateException("unique", new SqliteException("unique", 19))));
        Assert.Null(DatabaseTrouble.OfSqlServer(1205));
        Assert.Null(DatabaseTrouble.OfSqlServer(2601));
    }
}
