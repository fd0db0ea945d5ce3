using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Comparisons : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "FleetId",
                table: "ReconcileRuns",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ProcessId",
                table: "ReconcileRuns",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Sid",
                table: "ReconcileRuns",
                type: "char(34)",
                unicode: false,
                fixedLength: true,
                maxLength: 34,
                nullable: false,
                defaultValue: "",
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<long>(
                name: "SimId",
                table: "ReconcileRuns",
                type: "bigint",
                nullable: true);

            // A comparison that an earlier build has left behind gets a SID of its own.
            migrationBuilder.Sql("EXEC(N'UPDATE [ReconcileRuns] SET [Sid] = ''NC'' + lower(replace(convert(char(36), newid()), ''-'', ''''))')");

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_FleetId",
                table: "ReconcileRuns",
                column: "FleetId");

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_Sid",
                table: "ReconcileRuns",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_SimId",
                table: "ReconcileRuns",
                column: "SimId");

            migrationBuilder.CreateIndex(
                name: "IX_Drifts_Open",
                table: "Drifts",
                column: "SimId",
                filter: "\"EndedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ReconcileRuns_FleetId",
                table: "ReconcileRuns");

            migrationBuilder.DropIndex(
                name: "IX_ReconcileRuns_Sid",
                table: "ReconcileRuns");

            migrationBuilder.DropIndex(
                name: "IX_ReconcileRuns_SimId",
                table: "ReconcileRuns");

            migrationBuilder.DropIndex(
                name: "IX_Drifts_Open",
                table: "Drifts");

            migrationBuilder.DropColumn(
                name: "FleetId",
                table: "ReconcileRuns");

            migrationBuilder.DropColumn(
                name: "ProcessId",
                table: "ReconcileRuns");

            migrationBuilder.DropColumn(
                name: "Sid",
                table: "ReconcileRuns");

            migrationBuilder.DropColumn(
                name: "SimId",
                table: "ReconcileRuns");
        }
    }
}
