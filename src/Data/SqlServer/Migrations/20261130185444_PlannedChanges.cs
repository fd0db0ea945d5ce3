using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class PlannedChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "PlannedChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Sid = table.Column<string>(type: "char(34)", unicode: false, fixedLength: true, maxLength: 34, nullable: false, collation: "Latin1_General_100_BIN2"),
                    State = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: true),
                    Selection = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Chosen = table.Column<int>(type: "int", nullable: true),
                    WhereStatus = table.Column<int>(type: "int", nullable: true),
                    WhereFleet = table.Column<string>(type: "varchar(34)", unicode: false, maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    WhereIccid = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: true, collation: "Latin1_General_100_BIN2"),
                    WhereSearch = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Reason = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true, collation: "Latin1_General_100_BIN2"),
                    RequestedBy = table.Column<string>(type: "nvarchar(128)", maxLength: 128, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Source = table.Column<int>(type: "int", nullable: false),
                    May = table.Column<int>(type: "int", nullable: false),
                    Scope = table.Column<string>(type: "varchar(1000)", unicode: false, maxLength: 1000, nullable: false, defaultValue: "*"),
                    Confirmed = table.Column<bool>(type: "bit", nullable: false),
                    At = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Zone = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Repeats = table.Column<int>(type: "int", nullable: false),
                    Until = table.Column<string>(type: "varchar(10)", unicode: false, maxLength: 10, nullable: true, collation: "Latin1_General_100_BIN2"),
                    NextAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    IdempotencyKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    RequestDigest = table.Column<string>(type: "varchar(64)", unicode: false, maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlannedChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PlannedChangeSims",
                columns: table => new
                {
                    PlannedChangeId = table.Column<long>(type: "bigint", nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlannedChangeSims", x => new { x.PlannedChangeId, x.SimId });
                    table.ForeignKey(
                        name: "FK_PlannedChangeSims_PlannedChanges_PlannedChangeId",
                        column: x => x.PlannedChangeId,
                        principalTable: "PlannedChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PlannedOccurrences",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PlannedChangeId = table.Column<long>(type: "bigint", nullable: false),
                    Local = table.Column<string>(type: "varchar(16)", unicode: false, maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    DueAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    BulkChangeSid = table.Column<string>(type: "char(34)", unicode: false, fixedLength: true, maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Says = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlannedOccurrences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PlannedOccurrences_PlannedChanges_PlannedChangeId",
                        column: x => x.PlannedChangeId,
                        principalTable: "PlannedChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_PlannedChanges_IdempotencyKey",
                table: "PlannedChanges",
                column: "IdempotencyKey",
                unique: true,
                filter: "[IdempotencyKey] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PlannedChanges_Sid",
                table: "PlannedChanges",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PlannedChanges_State_NextAt",
                table: "PlannedChanges",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PlannedOccurrences_PlannedChangeId_Local",
                table: "PlannedOccurrences",
                columns: new[] { "PlannedChangeId", "Local" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PlannedOccurrences_State",
                table: "PlannedOccurrences",
                column: "State");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "PlannedChangeSims");

            migrationBuilder.DropTable(
                name: "PlannedOccurrences");

            migrationBuilder.DropTable(
                name: "PlannedChanges");
        }
    }
}
