using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Usage : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "DataBarred",
                table: "SimulatedSubscribers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Phase",
                table: "SimulatedSubscribers",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "ReadySince",
                table: "Sims",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BillingPeriods",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Type = table.Column<int>(type: "INTEGER", nullable: false),
                    StartsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DayOfMonth = table.Column<int>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BillingPeriods", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BillingPeriods_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DataBlocks",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Barred = table.Column<bool>(type: "INTEGER", nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LimitMegabytes = table.Column<int>(type: "INTEGER", nullable: false),
                    PeriodId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataBlocks", x => x.SimId);
                    table.ForeignKey(
                        name: "FK_DataBlocks_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DataSessions",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", unicode: false, maxLength: 45, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataSessions", x => new { x.SimId, x.StartedAt });
                    table.ForeignKey(
                        name: "FK_DataSessions_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "UsageByDay",
                columns: table => new
                {
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageByDay", x => new { x.Day, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageByHour",
                columns: table => new
                {
                    Hour = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageByHour", x => new { x.Hour, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageBySimAndDay",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageBySimAndDay", x => new { x.SimId, x.Day, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageCursors",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    RecordedUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageCursors", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BillingPeriodUsages",
                columns: table => new
                {
                    PeriodId = table.Column<long>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BillingPeriodUsages", x => x.PeriodId);
                    table.ForeignKey(
                        name: "FK_BillingPeriodUsages_BillingPeriods_PeriodId",
                        column: x => x.PeriodId,
                        principalTable: "BillingPeriods",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "UsageCursors",
                columns: new[] { "Id", "LeaseToken", "LeasedUntil", "RecordedUntil" },
                values: new object[] { 1, null, 0L, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedSubscribers_Phase_Iccid",
                table: "SimulatedSubscribers",
                columns: new[] { "Phase", "Iccid" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_ReadySince",
                table: "Sims",
                column: "ReadySince",
                filter: "\"Status\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_BillingPeriods_SimId_StartsAt",
                table: "BillingPeriods",
                columns: new[] { "SimId", "StartsAt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DataBlocks_Barred",
                table: "DataBlocks",
                column: "SimId",
                filter: "\"Barred\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_DataBlocks_Due",
                table: "DataBlocks",
                column: "DecidedAt",
                filter: "\"ConfirmedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_UsageByDay_FleetId_Day",
                table: "UsageByDay",
                columns: new[] { "FleetId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageByHour_FleetId_Hour",
                table: "UsageByHour",
                columns: new[] { "FleetId", "Hour" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageBySimAndDay_Day_SimId",
                table: "UsageBySimAndDay",
                columns: new[] { "Day", "SimId" });

            // What the new columns would hold if they had always been there.
            migrationBuilder.Sql("UPDATE \"SimulatedSubscribers\" SET \"Phase\" = (CAST(substr(\"Iccid\", -7) AS INTEGER) * 48271) % 65536");
            migrationBuilder.Sql("""
                UPDATE "Sims" SET "ReadySince" = (
                    SELECT MIN(c."EndedAt") FROM "StatusChanges" AS c
                    WHERE c."SimId" = "Sims"."Id" AND c."FromStatus" = 0 AND c."ToStatus" = 1 AND c."State" = 2)
                WHERE "Status" IN (1, 4)
                """);
            migrationBuilder.Sql("UPDATE \"Sims\" SET \"ReadySince\" = \"StatusChangedAt\" WHERE \"Status\" = 1 AND \"ReadySince\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BillingPeriodUsages");

            migrationBuilder.DropTable(
                name: "DataBlocks");

            migrationBuilder.DropTable(
                name: "DataSessions");

            migrationBuilder.DropTable(
                name: "UsageByDay");

            migrationBuilder.DropTable(
                name: "UsageByHour");

            migrationBuilder.DropTable(
                name: "UsageBySimAndDay");

            migrationBuilder.DropTable(
                name: "UsageCursors");

            migrationBuilder.DropTable(
                name: "BillingPeriods");

            migrationBuilder.DropIndex(
                name: "IX_SimulatedSubscribers_Phase_Iccid",
                table: "SimulatedSubscribers");

            migrationBuilder.DropIndex(
                name: "IX_Sims_ReadySince",
                table: "Sims");

            migrationBuilder.DropColumn(
                name: "DataBarred",
                table: "SimulatedSubscribers");

            migrationBuilder.DropColumn(
                name: "Phase",
                table: "SimulatedSubscribers");

            migrationBuilder.DropColumn(
                name: "ReadySince",
                table: "Sims");
        }
    }
}
