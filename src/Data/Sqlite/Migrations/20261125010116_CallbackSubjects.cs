using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CallbackSubjects : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What each message tells, kept as it was told.
            migrationBuilder.AddColumn<string>(
                name: "Fields",
                table: "CallbackMessages",
                type: "TEXT",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.Sql(
                """
                UPDATE "CallbackMessages" AS m
                SET "Fields" = (
                    SELECT CASE WHEN m."ErrorCode" IS NULL
                        THEN json_object('SimSid', s."Sid", 'SimUniqueName', coalesce(m."SimUniqueName", ''), 'Status', CASE m."Status" WHEN 0 THEN 'new' WHEN 1 THEN 'ready' WHEN 2 THEN 'active' WHEN 3 THEN 'inactive' ELSE 'scheduled' END)
                        ELSE json_object('SimSid', s."Sid", 'SimUniqueName', coalesce(m."SimUniqueName", ''), 'Status', CASE m."Status" WHEN 0 THEN 'new' WHEN 1 THEN 'ready' WHEN 2 THEN 'active' WHEN 3 THEN 'inactive' ELSE 'scheduled' END,
                            'ErrorCode', CAST(m."ErrorCode" AS TEXT), 'ErrorMessage', coalesce(m."ErrorMessage", ''))
                        END
                    FROM "Callbacks" AS c INNER JOIN "Sims" AS s ON s."Id" = c."SimId"
                    WHERE c."Id" = m."CallbackId");
                """);

            migrationBuilder.DropIndex(
                name: "IX_Callbacks_StatusChangeId",
                table: "Callbacks");

            // Said by hand: Entity Framework would make the table anew, outside the transaction, and a process killed then could never start again.
            foreach (var told in new[] { "ErrorCode", "ErrorMessage", "SimUniqueName", "Status" })
            {
                migrationBuilder.Sql($"ALTER TABLE \"CallbackMessages\" DROP COLUMN \"{told}\";");
            }

            migrationBuilder.AddColumn<int>(
                name: "Subject",
                table: "Callbacks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "SubjectSid",
                table: "Callbacks",
                type: "TEXT",
                unicode: false,
                fixedLength: true,
                maxLength: 34,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_StatusChangeId",
                table: "Callbacks",
                column: "StatusChangeId",
                unique: true,
                filter: "\"StatusChangeId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_SubjectSid",
                table: "Callbacks",
                column: "SubjectSid",
                unique: true,
                filter: "\"SubjectSid\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "ErrorCode",
                table: "CallbackMessages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ErrorMessage",
                table: "CallbackMessages",
                type: "TEXT",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SimUniqueName",
                table: "CallbackMessages",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Status",
                table: "CallbackMessages",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            // Only status changes can be told of without subjects.
            migrationBuilder.Sql(
                """
                DELETE FROM "Callbacks" WHERE "StatusChangeId" IS NULL;
                UPDATE "CallbackMessages"
                SET "SimUniqueName" = nullif("Fields" ->> 'SimUniqueName', ''),
                    "Status" = CASE "Fields" ->> 'Status' WHEN 'new' THEN 0 WHEN 'ready' THEN 1 WHEN 'active' THEN 2 WHEN 'inactive' THEN 3 ELSE 4 END,
                    "ErrorCode" = CAST("Fields" ->> 'ErrorCode' AS INTEGER),
                    "ErrorMessage" = "Fields" ->> 'ErrorMessage';
                """);

            migrationBuilder.DropColumn(
                name: "Fields",
                table: "CallbackMessages");

            migrationBuilder.DropIndex(
                name: "IX_Callbacks_StatusChangeId",
                table: "Callbacks");

            migrationBuilder.DropIndex(
                name: "IX_Callbacks_SubjectSid",
                table: "Callbacks");

            migrationBuilder.DropColumn(
                name: "Subject",
                table: "Callbacks");

            migrationBuilder.DropColumn(
                name: "SubjectSid",
                table: "Callbacks");

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_StatusChangeId",
                table: "Callbacks",
                column: "StatusChangeId",
                unique: true);
        }
    }
}
