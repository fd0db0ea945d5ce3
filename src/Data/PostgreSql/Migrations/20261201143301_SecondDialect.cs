using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
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
                type: "character varying(64)",
                unicode: false,
                maxLength: 64,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "TokenLife",
                table: "ApiKeys",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "ProtectedPendingWebhookSecret",
                table: "Accounts",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "ProtectedWebhookSecret",
                table: "Accounts",
                type: "text",
                nullable: true,
                collation: "C");
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
