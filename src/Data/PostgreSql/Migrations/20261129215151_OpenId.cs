using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class OpenId : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "IdToken",
                table: "Sessions",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "ProviderSessionId",
                table: "Sessions",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTime>(
                name: "DeniedAt",
                table: "AspNetUsers",
                type: "timestamp(3) with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ProviderSessionId",
                table: "Sessions",
                column: "ProviderSessionId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_ProviderSessionId",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "IdToken",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "ProviderSessionId",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "DeniedAt",
                table: "AspNetUsers");
        }
    }
}
