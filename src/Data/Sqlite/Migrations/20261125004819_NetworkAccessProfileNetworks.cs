using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class NetworkAccessProfileNetworks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "AllowsEveryNetwork",
                table: "NetworkAccessProfiles",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "Revision",
                table: "NetworkAccessProfiles",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfileEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    NetworkAccessProfileId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    OldValue = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    NewValue = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfileEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NetworkAccessProfileEvents_NetworkAccessProfiles_NetworkAccessProfileId",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfileNetworks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    NetworkAccessProfileId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfileNetworks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NetworkAccessProfileNetworks_NetworkAccessProfiles_NetworkAccessProfileId",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.UpdateData(
                table: "NetworkAccessProfiles",
                keyColumn: "Id",
                keyValue: 1L,
                columns: new[] { "AllowsEveryNetwork", "Revision" },
                values: new object[] { true, 1L });

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfileEvents_NetworkAccessProfileId",
                table: "NetworkAccessProfileEvents",
                column: "NetworkAccessProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfileNetworks_NetworkAccessProfileId_NetworkId",
                table: "NetworkAccessProfileNetworks",
                columns: new[] { "NetworkAccessProfileId", "NetworkId" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "NetworkAccessProfileEvents");

            migrationBuilder.DropTable(
                name: "NetworkAccessProfileNetworks");

            migrationBuilder.DropColumn(
                name: "AllowsEveryNetwork",
                table: "NetworkAccessProfiles");

            migrationBuilder.DropColumn(
                name: "Revision",
                table: "NetworkAccessProfiles");
        }
    }
}
