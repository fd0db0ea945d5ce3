using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class LeanUsage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_UsageBySimAndDay_Day_SimId",
                table: "UsageBySimAndDay");

            migrationBuilder.DropIndex(
                name: "IX_DataBlocks_Barred",
                table: "DataBlocks");

            migrationBuilder.DropColumn(
                name: "Barred",
                table: "DataBlocks");

            migrationBuilder.AddColumn<int>(
                name: "State",
                table: "DataBlocks",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateIndex(
                name: "IX_DataBlocks_Barred",
                table: "DataBlocks",
                column: "SimId",
                filter: "\"State\" = 1");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_DataBlocks_Barred",
                table: "DataBlocks");

            migrationBuilder.DropColumn(
                name: "State",
                table: "DataBlocks");

            migrationBuilder.AddColumn<bool>(
                name: "Barred",
                table: "DataBlocks",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "IX_UsageBySimAndDay_Day_SimId",
                table: "UsageBySimAndDay",
                columns: new[] { "Day", "SimId" });

            migrationBuilder.CreateIndex(
                name: "IX_DataBlocks_Barred",
                table: "DataBlocks",
                column: "SimId",
                filter: "\"Barred\" = 1");
        }
    }
}
