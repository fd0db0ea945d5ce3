using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <summary>
    /// Makes the index of the search anew: from every place of every identifier, the next four characters. Three of digits are in nearly all
    /// Sims of a large base, four are not.
    /// </summary>
    public partial class SearchByFourCharacters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            Drop(migrationBuilder);

            // The pieces are parted by a line feed, which no identifier holds; all else is a part of a piece. The last three characters are
            // a piece too, and an index over the first three of each finds terms that have no more.
            migrationBuilder.Sql(
                """
                CREATE TABLE SimSearchPositions(At INTEGER PRIMARY KEY);
                WITH RECURSIVE positions(At) AS (SELECT 1 UNION ALL SELECT At + 1 FROM positions WHERE At < 64)
                    INSERT INTO SimSearchPositions SELECT At FROM positions;
                CREATE VIEW SimSearchText(SimId, Pieces) AS
                    SELECT s.Id, (
                        SELECT group_concat(substr(i.Identifier, p.At, 4), char(10))
                        FROM (SELECT s.Iccid AS Identifier UNION ALL SELECT s.UniqueName UNION ALL SELECT s.Imsi UNION ALL SELECT s.Sid) i
                        JOIN SimSearchPositions p ON p.At <= length(i.Identifier) - 2)
                    FROM Sims s;
                CREATE VIRTUAL TABLE SimSearch USING fts5(
                    Pieces, content='', contentless_delete=1, detail=none, prefix='3',
                    tokenize="ascii tokenchars ' !""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
                CREATE TRIGGER SimSearchInsert AFTER INSERT ON Sims BEGIN
                    INSERT INTO SimSearch(rowid, Pieces) SELECT SimId, Pieces FROM SimSearchText WHERE SimId = new.Id;
                END;
                CREATE TRIGGER SimSearchUpdate AFTER UPDATE OF Iccid, UniqueName, Imsi, Sid ON Sims BEGIN
                    DELETE FROM SimSearch WHERE rowid = old.Id;
                    INSERT INTO SimSearch(rowid, Pieces) SELECT SimId, Pieces FROM SimSearchText WHERE SimId = new.Id;
                END;
                CREATE TRIGGER SimSearchDelete AFTER DELETE ON Sims BEGIN
                    DELETE FROM SimSearch WHERE rowid = old.Id;
                END;
                INSERT INTO SimSearch(rowid, Pieces) SELECT SimId, Pieces FROM SimSearchText;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            Drop(migrationBuilder);
            migrationBuilder.Sql(
                """
                DROP VIEW SimSearchText;
                DROP TABLE SimSearchPositions;
                CREATE VIRTUAL TABLE SimSearch USING fts5(
                    Iccid, UniqueName, Imsi, Sid, content='', contentless_delete=1, detail=none, tokenize='trigram');
                CREATE TRIGGER SimSearchInsert AFTER INSERT ON Sims BEGIN
                    INSERT INTO SimSearch(rowid, Iccid, UniqueName, Imsi, Sid) VALUES (new.Id, new.Iccid, new.UniqueName, new.Imsi, new.Sid);
                END;
                CREATE TRIGGER SimSearchUpdate AFTER UPDATE OF Iccid, UniqueName, Imsi, Sid ON Sims BEGIN
                    DELETE FROM SimSearch WHERE rowid = old.Id;
                    INSERT INTO SimSearch(rowid, Iccid, UniqueName, Imsi, Sid) VALUES (new.Id, new.Iccid, new.UniqueName, new.Imsi, new.Sid);
                END;
                CREATE TRIGGER SimSearchDelete AFTER DELETE ON Sims BEGIN
                    DELETE FROM SimSearch WHERE rowid = old.Id;
                END;
                INSERT INTO SimSearch(rowid, Iccid, UniqueName, Imsi, Sid) SELECT Id, Iccid, UniqueName, Imsi, Sid FROM Sims;
                """);
        }

        private static void Drop(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP TRIGGER SimSearchInsert;
            DROP TRIGGER SimSearchUpdate;
            DROP TRIGGER SimSearchDelete;
            DROP TABLE SimSearch;
            """);
    }
}
