using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
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

            migrationBuilder.RenameColumn(
                name: "Barred",
                table: "DataBlocks",
                newName: "State");

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

            migrationBuilder.RenameColumn(
                name: "State",
                table: "DataBlocks",
                newName: "Barred");

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
