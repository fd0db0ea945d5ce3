using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
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
                type: "character varying(55)",
                unicode: false,
                maxLength: 55,
                nullable: true,
                collation: "C");
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
