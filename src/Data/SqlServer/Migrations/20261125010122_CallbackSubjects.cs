using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.SqlServer.Migrations
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
                type: "nvarchar(max)",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.Sql(
                """
                UPDATE m
                SET "Fields" = N'{"SimSid":"' + s."Sid" + N'","SimUniqueName":"' + STRING_ESCAPE(COALESCE(m."SimUniqueName", N''), 'json')
                    + N'","Status":"' + CASE m."Status" WHEN 0 THEN 'new' WHEN 1 THEN 'ready' WHEN 2 THEN 'active' WHEN 3 THEN 'inactive' ELSE 'scheduled' END + N'"'
                    + CASE WHEN m."ErrorCode" IS NULL THEN N''
                        ELSE N',"ErrorCode":"' + CAST(m."ErrorCode" AS nvarchar(11)) + N'","ErrorMessage":"' + STRING_ESCAPE(COALESCE(m."ErrorMessage", N''), 'json') + N'"' END
                    + N'}'
                FROM "CallbackMessages" AS m INNER JOIN "Callbacks" AS c ON c."Id" = m."CallbackId" INNER JOIN "Sims" AS s ON s."Id" = c."SimId";
                """);

            migrationBuilder.DropIndex(
                name: "IX_Callbacks_StatusChangeId",
                table: "Callbacks");

            migrationBuilder.DropColumn(
                name: "ErrorCode",
                table: "CallbackMessages");

            migrationBuilder.DropColumn(
                name: "ErrorMessage",
                table: "CallbackMessages");

            migrationBuilder.DropColumn(
                name: "SimUniqueName",
                table: "CallbackMessages");

            migrationBuilder.DropColumn(
                name: "Status",
                table: "CallbackMessages");

            migrationBuilder.AlterColumn<long>(
                name: "StatusChangeId",
                table: "Callbacks",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AlterColumn<long>(
                name: "SimId",
                table: "Callbacks",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<int>(
                name: "Subject",
                table: "Callbacks",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "SubjectSid",
                table: "Callbacks",
                type: "char(34)",
                unicode: false,
                fixedLength: true,
                maxLength: 34,
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "SentBody",
                table: "CallbackDeliveries",
                type: "varchar(8000)",
                unicode: false,
                maxLength: 8000,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(2048)",
                oldMaxLength: 2048);

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
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ErrorMessage",
                table: "CallbackMessages",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SimUniqueName",
                table: "CallbackMessages",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Status",
                table: "CallbackMessages",
                type: "int",
                nullable: false,
                defaultValue: 0);

            // Only status changes can be told of without subjects.
            migrationBuilder.Sql(
                """
                DELETE FROM "Callbacks" WHERE "StatusChangeId" IS NULL;
                UPDATE "CallbackMessages"
                SET "SimUniqueName" = NULLIF(JSON_VALUE("Fields", '$.SimUniqueName'), N''),
                    "Status" = CASE JSON_VALUE("Fields", '$.Status') WHEN N'new' THEN 0 WHEN N'ready' THEN 1 WHEN N'active' THEN 2 WHEN N'inactive' THEN 3 ELSE 4 END,
                    "ErrorCode" = CAST(JSON_VALUE("Fields", '$.ErrorCode') AS int),
                    "ErrorMessage" = JSON_VALUE("Fields", '$.ErrorMessage');
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

            migrationBuilder.AlterColumn<long>(
                name: "StatusChangeId",
                table: "Callbacks",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "SimId",
                table: "Callbacks",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "SentBody",
                table: "CallbackDeliveries",
                type: "nvarchar(2048)",
                maxLength: 2048,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "varchar(8000)",
                oldUnicode: false,
                oldMaxLength: 8000);

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_StatusChangeId",
                table: "Callbacks",
                column: "StatusChangeId",
                unique: true);
        }
    }
}
