using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WorkOfDeadProcesses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ProcessId",
                table: "SettingsUpdates",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProcessId",
                table: "ESimProfiles",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProcessId",
                table: "Commands",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ProcessId",
                table: "SettingsUpdates");

            migrationBuilder.DropColumn(
                name: "ProcessId",
                table: "ESimProfiles");

            migrationBuilder.DropColumn(
                name: "ProcessId",
                table: "Commands");
        }
    }
}
