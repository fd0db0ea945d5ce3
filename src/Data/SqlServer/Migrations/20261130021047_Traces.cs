using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Traces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Traceparent",
                table: "StatusChanges",
                type: "varchar(55)",
                unicode: false,
                maxLength: 55,
                nullable: true,
                collation: "Latin1_General_100_BIN2");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Traceparent",
                table: "StatusChanges");
        }
    }
}
