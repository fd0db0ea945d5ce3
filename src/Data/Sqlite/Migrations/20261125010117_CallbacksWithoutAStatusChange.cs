using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <summary>Makes the table anew, which SQLite cannot do in one transaction: a migration of its own, and one that may be repeated from its beginning.</summary>
    public partial class CallbacksWithoutAStatusChange : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Left behind by a process that was killed at this.
            migrationBuilder.Sql("DROP TABLE IF EXISTS \"ef_temp_Callbacks\";");

            migrationBuilder.AlterColumn<long>(
                name: "StatusChangeId",
                table: "Callbacks",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "INTEGER");

            migrationBuilder.AlterColumn<long>(
                name: "SimId",
                table: "Callbacks",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "INTEGER");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<long>(
                name: "StatusChangeId",
                table: "Callbacks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "SimId",
                table: "Callbacks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "INTEGER",
                oldNullable: true);
        }
    }
}
