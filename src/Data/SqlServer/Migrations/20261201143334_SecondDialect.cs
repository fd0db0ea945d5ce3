using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
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
                type: "varchar(64)",
                unicode: false,
                maxLength: 64,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<int>(
                name: "TokenLife",
                table: "ApiKeys",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "ProtectedPendingWebhookSecret",
                table: "Accounts",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "ProtectedWebhookSecret",
                table: "Accounts",
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_100_BIN2");
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
