using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
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
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProcessId",
                table: "ESimProfiles",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProcessId",
                table: "Commands",
                type: "bigint",
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
