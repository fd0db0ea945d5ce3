using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ESimProfiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ESimProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Eid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    WantsMatchingId = table.Column<bool>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: true),
                    SmdpPlusAddress = table.Column<string>(type: "TEXT", unicode: false, maxLength: 253, nullable: true),
                    MatchingId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ESimProfiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ESimProfiles_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedESimProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Reference = table.Column<string>(type: "TEXT", unicode: false, maxLength: 34, nullable: false),
                    Eid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    MatchingId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedESimProfiles", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_DueAt",
                table: "ESimProfiles",
                column: "DueAt",
                filter: "\"DueAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_Eid_Id",
                table: "ESimProfiles",
                columns: new[] { "Eid", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_Sid",
                table: "ESimProfiles",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_SimId",
                table: "ESimProfiles",
                column: "SimId",
                unique: true,
                filter: "\"SimId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_Status_Id",
                table: "ESimProfiles",
                columns: new[] { "Status", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedESimProfiles_Eid",
                table: "SimulatedESimProfiles",
                column: "Eid");

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedESimProfiles_MatchingId",
                table: "SimulatedESimProfiles",
                column: "MatchingId",
                unique: true,
                filter: "\"MatchingId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedESimProfiles_Reference",
                table: "SimulatedESimProfiles",
                column: "Reference",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ESimProfiles");

            migrationBuilder.DropTable(
                name: "SimulatedESimProfiles");
        }
    }
}
