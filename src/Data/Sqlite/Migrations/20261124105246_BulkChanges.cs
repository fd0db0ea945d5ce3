using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class BulkChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "BulkChangeId",
                table: "StatusChanges",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BulkChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    UndoesId = table.Column<long>(type: "INTEGER", nullable: true),
                    Selection = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CommittedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    RequestDigest = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    Selected = table.Column<int>(type: "INTEGER", nullable: false),
                    Eligible = table.Column<int>(type: "INTEGER", nullable: false),
                    AlreadyThere = table.Column<int>(type: "INTEGER", nullable: false),
                    NotEligible = table.Column<int>(type: "INTEGER", nullable: false),
                    Held = table.Column<int>(type: "INTEGER", nullable: false),
                    Skipped = table.Column<int>(type: "INTEGER", nullable: false),
                    DuplicateLines = table.Column<int>(type: "INTEGER", nullable: false),
                    UnknownLines = table.Column<int>(type: "INTEGER", nullable: false),
                    UnreadableLines = table.Column<int>(type: "INTEGER", nullable: false),
                    OrderedUpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    Ordered = table.Column<int>(type: "INTEGER", nullable: false),
                    Completed = table.Column<int>(type: "INTEGER", nullable: false),
                    Failed = table.Column<int>(type: "INTEGER", nullable: false),
                    Superseded = table.Column<int>(type: "INTEGER", nullable: false),
                    Withdrawn = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BulkChangeLines",
                columns: table => new
                {
                    BulkChangeId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Line = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Says = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChangeLines", x => new { x.BulkChangeId, x.Number });
                    table.ForeignKey(
                        name: "FK_BulkChangeLines_BulkChanges_BulkChangeId",
                        column: x => x.BulkChangeId,
                        principalTable: "BulkChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "BulkChangeSims",
                columns: table => new
                {
                    BulkChangeId = table.Column<long>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    SeenSince = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenFleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    ToStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    ToFleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChangeSims", x => new { x.BulkChangeId, x.SimId });
                    table.ForeignKey(
                        name: "FK_BulkChangeSims_BulkChanges_BulkChangeId",
                        column: x => x.BulkChangeId,
                        principalTable: "BulkChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_IdempotencyKey",
                table: "BulkChanges",
                column: "IdempotencyKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_Sid",
                table: "BulkChanges",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_State",
                table: "BulkChanges",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_UndoesId",
                table: "BulkChanges",
                column: "UndoesId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BulkChangeLines");

            migrationBuilder.DropTable(
                name: "BulkChangeSims");

            migrationBuilder.DropTable(
                name: "BulkChanges");

            migrationBuilder.DropColumn(
                name: "BulkChangeId",
                table: "StatusChanges");
        }
    }
}
