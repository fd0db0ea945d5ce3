using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    Selection = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Chosen = table.Column<int>(type: "INTEGER", nullable: true),
                    WhereStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    WhereFleet = table.Column<string>(type: "TEXT", unicode: false, maxLength: 34, nullable: true),
                    WhereIccid = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    WhereSearch = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    May = table.Column<int>(type: "INTEGER", nullable: false),
                    Scope = table.Column<string>(type: "TEXT", unicode: false, maxLength: 1000, nullable: false, defaultValue: "*"),
                    Confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    At = table.Column<string>(type: "TEXT", unicode: false, maxLength: 16, nullable: false),
                    Zone = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    Repeats = table.Column<int>(type: "INTEGER", nullable: false),
                    Until = table.Column<string>(type: "TEXT", unicode: false, maxLength: 10, nullable: true),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    RequestDigest = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PlannedChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PlannedChangeSims",
                columns: table => new
                {
                    PlannedChangeId = table.Column<long>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PlannedChangeId = table.Column<long>(type: "INTEGER", nullable: false),
                    Local = table.Column<string>(type: "TEXT", unicode: false, maxLength: 16, nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    BeganAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ProcessId = table.Column<long>(type: "INTEGER", nullable: true),
                    BulkChangeSid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: true),
                    Says = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true)
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
                unique: true);

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
