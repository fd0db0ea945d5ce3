using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FleetLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Scope",
                table: "LossReports",
                type: "TEXT",
                unicode: false,
                maxLength: 1000,
                nullable: false,
                defaultValue: "*");

            migrationBuilder.AddColumn<string>(
                name: "Scope",
                table: "Invitations",
                type: "TEXT",
                unicode: false,
                maxLength: 1000,
                nullable: false,
                defaultValue: "*");

            migrationBuilder.AddColumn<string>(
                name: "Scope",
                table: "BulkChanges",
                type: "TEXT",
                unicode: false,
                maxLength: 1000,
                nullable: false,
                defaultValue: "*");

            migrationBuilder.AddColumn<string>(
                name: "Scope",
                table: "AspNetUsers",
                type: "TEXT",
                unicode: false,
                maxLength: 1000,
                nullable: false,
                defaultValue: "*");

            migrationBuilder.AddColumn<string>(
                name: "Scope",
                table: "ApiKeys",
                type: "TEXT",
                unicode: false,
                maxLength: 1000,
                nullable: false,
                defaultValue: "*");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Scope",
                table: "LossReports");

            migrationBuilder.DropColumn(
                name: "Scope",
                table: "Invitations");

            migrationBuilder.DropColumn(
                name: "Scope",
                table: "BulkChanges");

            migrationBuilder.DropColumn(
                name: "Scope",
                table: "AspNetUsers");

            migrationBuilder.DropColumn(
                name: "Scope",
                table: "ApiKeys");
        }
    }
}
