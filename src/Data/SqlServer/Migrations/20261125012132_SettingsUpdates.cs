using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class SettingsUpdates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "NetworkListId",
                table: "SimulatedSubscribers",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "NetworksOrderedAt",
                table: "SimulatedSubscribers",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SettingsRollouts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    UpToSimId = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingsRollouts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettingsUpdates",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Sid = table.Column<string>(type: "char(34)", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    NetworkAccessProfileId = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Deadline = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Confirmation = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    Failure = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingsUpdates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SettingsUpdates_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedNetworkLists",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Networks = table.Column<string>(type: "varchar(max)", unicode: false, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedNetworkLists", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SettingsUpdates_Due",
                table: "SettingsUpdates",
                column: "DueAt",
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SettingsUpdates_SimId_Id",
                table: "SettingsUpdates",
                columns: new[] { "SimId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SettingsUpdates_State_Id",
                table: "SettingsUpdates",
                columns: new[] { "State", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SettingsRollouts");

            migrationBuilder.DropTable(
                name: "SettingsUpdates");

            migrationBuilder.DropTable(
                name: "SimulatedNetworkLists");

            migrationBuilder.DropColumn(
                name: "NetworkListId",
                table: "SimulatedSubscribers");

            migrationBuilder.DropColumn(
                name: "NetworksOrderedAt",
                table: "SimulatedSubscribers");
        }
    }
}
