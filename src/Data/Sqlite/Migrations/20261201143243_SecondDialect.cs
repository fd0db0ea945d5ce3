using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class SecondDialect : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "KoreSignature",
                table: "CallbackDeliveries",
                type: "TEXT",
                unicode: false,
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "TokenLife",
                table: "ApiKeys",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "ProtectedPendingWebhookSecret",
                table: "Accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProtectedWebhookSecret",
                table: "Accounts",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "KoreSignature",
                table: "CallbackDeliveries");

            migrationBuilder.DropColumn(
                name: "TokenLife",
                table: "ApiKeys");

            migrationBuilder.DropColumn(
                name: "ProtectedPendingWebhookSecret",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "ProtectedWebhookSecret",
                table: "Accounts");
        }
    }
}
