using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class ListAndRepairIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_StatusChanges_Repairs",
                table: "StatusChanges",
                column: "SimId",
                filter: "\"EndedAt\" IS NULL AND \"Kind\" = 2");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Status_StatusChangedAt",
                table: "Sims",
                columns: new[] { "Status", "StatusChangedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_StatusChanges_Repairs",
                table: "StatusChanges");

            migrationBuilder.DropIndex(
                name: "IX_Sims_Status_StatusChangedAt",
                table: "Sims");
        }
    }
}
