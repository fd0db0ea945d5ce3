using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Credentials : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "WebhookSignature",
                table: "CallbackDeliveries",
                type: "character varying(128)",
                unicode: false,
                maxLength: 128,
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "character varying(64)",
                oldUnicode: false,
                oldMaxLength: 64,
                oldCollation: "C");

            migrationBuilder.AddColumn<DateTime>(
                name: "FormerEndsAt",
                table: "ApiKeys",
                type: "timestamp(3) with time zone",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "FormerSecretHash",
                table: "ApiKeys",
                type: "bytea",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Networks",
                table: "ApiKeys",
                type: "character varying(500)",
                unicode: false,
                maxLength: 500,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "ProtectedSecondaryToken",
                table: "Accounts",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<bool>(
                name: "TokenIsOff",
                table: "Accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "ReceiverSecrets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Receiver = table.Column<string>(type: "character varying(500)", unicode: false, maxLength: 500, nullable: false, collation: "C"),
                    ProtectedSecret = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReceiverSecrets", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReceiverSecrets_Receiver",
                table: "ReceiverSecrets",
                column: "Receiver");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReceiverSecrets");

            migrationBuilder.DropColumn(
                name: "FormerEndsAt",
                table: "ApiKeys");

            migrationBuilder.DropColumn(
                name: "FormerSecretHash",
                table: "ApiKeys");

            migrationBuilder.DropColumn(
                name: "Networks",
                table: "ApiKeys");

            migrationBuilder.DropColumn(
                name: "ProtectedSecondaryToken",
                table: "Accounts");

            migrationBuilder.DropColumn(
                name: "TokenIsOff",
                table: "Accounts");

            migrationBuilder.AlterColumn<string>(
                name: "WebhookSignature",
                table: "CallbackDeliveries",
                type: "character varying(64)",
                unicode: false,
                maxLength: 64,
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "character varying(128)",
                oldUnicode: false,
                oldMaxLength: 128,
                oldCollation: "C");
        }
    }
}
