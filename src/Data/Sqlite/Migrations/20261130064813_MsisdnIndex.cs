using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MsisdnIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Sims_Msisdn",
                table: "Sims",
                column: "Msisdn");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sims_Msisdn",
                table: "Sims");
        }
    }
}
