using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FleetEventsAndAttachRefusals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AttachRefusals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Says = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttachRefusals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "FleetEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Property = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    OldValue = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    NewValue = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FleetEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FleetEvents_Fleets_FleetId",
                        column: x => x.FleetId,
                        principalTable: "Fleets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AttachRefusals_Iccid_At",
                table: "AttachRefusals",
                columns: new[] { "Iccid", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_FleetEvents_FleetId",
                table: "FleetEvents",
                column: "FleetId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AttachRefusals");

            migrationBuilder.DropTable(
                name: "FleetEvents");
        }
    }
}
