using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class TimeLeft : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "StatusChanges");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "SettingsUpdates");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "ESimProfiles");

            migrationBuilder.DropColumn(
                name: "Deadline",
                table: "Commands");

            migrationBuilder.AddColumn<int>(
                name: "SecondsLeft",
                table: "StatusChanges",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SecondsLeft",
                table: "SettingsUpdates",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SecondsLeft",
                table: "ESimProfiles",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "SecondsLeft",
                table: "Commands",
                type: "integer",
                nullable: true);

            // What is open has the default time from now on; what brings the network back to a decision is tried until it succeeds, as before.
            migrationBuilder.Sql("UPDATE \"StatusChanges\" SET \"SecondsLeft\" = 600 WHERE \"EndedAt\" IS NULL AND \"Kind\" <> 2");
            migrationBuilder.Sql("UPDATE \"SettingsUpdates\" SET \"SecondsLeft\" = 86400 WHERE \"EndedAt\" IS NULL");
            migrationBuilder.Sql("UPDATE \"ESimProfiles\" SET \"SecondsLeft\" = 600 WHERE \"DueAt\" IS NOT NULL");
            migrationBuilder.Sql("UPDATE \"Commands\" SET \"SecondsLeft\" = CASE \"Kind\" WHEN 0 THEN 86400 ELSE 600 END WHERE \"DueAt\" IS NOT NULL");

            // Nobody works while this is done, and a lease that ran out has no end any more.
            migrationBuilder.Sql("UPDATE \"StatusChanges\" SET \"LeaseToken\" = NULL WHERE \"EndedAt\" IS NULL AND \"LeaseToken\" IS NOT NULL");
            migrationBuilder.Sql("UPDATE \"SettingsUpdates\" SET \"LeaseToken\" = NULL WHERE \"EndedAt\" IS NULL AND \"LeaseToken\" IS NOT NULL");
            migrationBuilder.Sql("UPDATE \"ESimProfiles\" SET \"LeaseToken\" = NULL WHERE \"DueAt\" IS NOT NULL AND \"LeaseToken\" IS NOT NULL");
            migrationBuilder.Sql("UPDATE \"Commands\" SET \"LeaseToken\" = NULL WHERE \"DueAt\" IS NOT NULL AND \"LeaseToken\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "SecondsLeft",
                table: "StatusChanges");

            migrationBuilder.DropColumn(
                name: "SecondsLeft",
                table: "SettingsUpdates");

            migrationBuilder.DropColumn(
                name: "SecondsLeft",
                table: "ESimProfiles");

            migrationBuilder.DropColumn(
                name: "SecondsLeft",
                table: "Commands");

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "StatusChanges",
                type: "timestamp(3) with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "SettingsUpdates",
                type: "timestamp(3) with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "ESimProfiles",
                type: "timestamp(3) with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<DateTime>(
                name: "Deadline",
                table: "Commands",
                type: "timestamp(3) with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));
        }
    }
}
