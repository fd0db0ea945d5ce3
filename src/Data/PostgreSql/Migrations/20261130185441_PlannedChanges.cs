using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
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
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: true),
                    Selection = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Chosen = table.Column<int>(type: "integer", nullable: true),
                    WhereStatus = table.Column<int>(type: "integer", nullable: true),
                    WhereFleet = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: true, collation: "C"),
                    WhereIccid = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true, collation: "C"),
                    WhereSearch = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    RequestedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Source = table.Column<int>(type: "integer", nullable: false),
                    May = table.Column<int>(type: "integer", nullable: false),
                    Scope = table.Column<string>(type: "character varying(1000)", unicode: false, maxLength: 1000, nullable: false, defaultValue: "*"),
                    Confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    At = table.Column<string>(type: "character varying(16)", unicode: false, maxLength: 16, nullable: false, collation: "C"),
                    Zone = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    Repeats = table.Column<int>(type: "integer", nullable: false),
                    Until = table.Column<string>(type: "character varying(10)", unicode: false, maxLength: 10, nullable: true, collation: "C"),
                    NextAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    IdempotencyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    RequestDigest = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C")
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
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    PlannedChangeId = table.Column<long>(type: "bigint", nullable: false),
                    Local = table.Column<string>(type: "character varying(16)", unicode: false, maxLength: 16, nullable: false, collation: "C"),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    BeganAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    BulkChangeSid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: true, collation: "C"),
                    Says = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C")
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
                filter: "\"IdempotencyKey\" IS NOT NULL");

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
