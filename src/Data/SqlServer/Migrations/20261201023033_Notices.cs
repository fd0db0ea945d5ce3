using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Notices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTime>(
                name: "NoticesReadAt",
                table: "AspNetUsers",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_StatusChanges_FailuresAlone",
                table: "StatusChanges",
                columns: new[] { "BulkChangeId", "EndedAt" },
                filter: "\"State\" = 3 AND \"BulkChangeId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PlannedOccurrences_EndedAt",
                table: "PlannedOccurrences",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Imports_EndedAt",
                table: "Imports",
                column: "EndedAt");

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_EndedAt",
                table: "BulkChanges",
                column: "EndedAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_StatusChanges_FailuresAlone",
                table: "StatusChanges");

            migrationBuilder.DropIndex(
                name: "IX_PlannedOccurrences_EndedAt",
                table: "PlannedOccurrences");

            migrationBuilder.DropIndex(
                name: "IX_Imports_EndedAt",
                table: "Imports");

            migrationBuilder.DropIndex(
                name: "IX_BulkChanges_EndedAt",
                table: "BulkChanges");

            migrationBuilder.DropColumn(
                name: "NoticesReadAt",
                table: "AspNetUsers");
        }
    }
}
