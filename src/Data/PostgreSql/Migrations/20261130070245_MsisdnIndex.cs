using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class MsisdnIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Sims_Msisdn_Id",
                table: "Sims",
                columns: new[] { "Msisdn", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sims_Msisdn_Id",
                table: "Sims");
        }
    }
}
