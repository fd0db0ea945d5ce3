using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
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
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "LossReports",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Sid = table.Column<string>(type: "char(34)", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Reference = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true),
                    ReportedBy = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "int", nullable: false),
                    ReportedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LossReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LossReportSims",
                columns: table => new
                {
                    LossReportId = table.Column<long>(type: "bigint", nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    SeenStatus = table.Column<int>(type: "int", nullable: false),
                    ReleasedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    ReleasedBy = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: true),
                    ReleaseReason = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true)
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
                unique: true,
                filter: "[IdempotencyKey] IS NOT NULL");

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
