using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class LossReports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "HeldByReportId",
                table: "Sims",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "LossReports",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    ReportedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    ReportedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LossReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LossReportSims",
                columns: table => new
                {
                    LossReportId = table.Column<long>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    ReleasedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReleasedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    ReleaseReason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LossReportSims", x => new { x.LossReportId, x.SimId });
                    table.ForeignKey(
                        name: "FK_LossReportSims_LossReports_LossReportId",
                        column: x => x.LossReportId,
                        principalTable: "LossReports",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_LossReportSims_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_HeldByReportId",
                table: "Sims",
                column: "HeldByReportId",
                filter: "\"HeldByReportId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LossReportSims_SimId",
                table: "LossReportSims",
                column: "SimId");

            migrationBuilder.CreateIndex(
                name: "IX_LossReports_IdempotencyKey",
                table: "LossReports",
                column: "IdempotencyKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LossReports_Sid",
                table: "LossReports",
                column: "Sid",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LossReportSims");

            migrationBuilder.DropTable(
                name: "LossReports");

            migrationBuilder.DropIndex(
                name: "IX_Sims_HeldByReportId",
                table: "Sims");

            migrationBuilder.DropColumn(
                name: "HeldByReportId",
                table: "Sims");
        }
    }
}
