using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
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
                type: "nvarchar(max)",
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<string>(
                name: "ProviderSessionId",
                table: "Sessions",
                type: "nvarchar(255)",
                maxLength: 255,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<DateTime>(
                name: "DeniedAt",
                table: "AspNetUsers",
                type: "datetime2(3)",
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
