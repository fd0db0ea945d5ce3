using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CallbacksDueByState : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Callbacks_Due",
                table: "Callbacks");

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_Due",
                table: "Callbacks",
                columns: new[] { "State", "DueAt", "Host" },
                filter: "\"State\" = 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Callbacks_Due",
                table: "Callbacks");

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_Due",
                table: "Callbacks",
                columns: new[] { "DueAt", "Host" },
                filter: "\"State\" = 0");
        }
    }
}
