using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace SimConsole.Data.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:pg_trgm", ",,");

            migrationBuilder.CreateTable(
                name: "Accounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    ProtectedAuthToken = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    SecretHash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    RevokedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetRoles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    NormalizedName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    ConcurrencyStamp = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetRoles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUsers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    NormalizedUserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    NormalizedEmail = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    EmailConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    PasswordHash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SecurityStamp = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ConcurrencyStamp = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    PhoneNumber = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    PhoneNumberConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    LockoutEnd = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AttachRefusals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Iccid = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, collation: "C"),
                    At = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Says = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttachRefusals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BulkChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: true),
                    UndoesId = table.Column<long>(type: "bigint", nullable: true),
                    Selection = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    RequestedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Source = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    CommittedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    IdempotencyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    RequestDigest = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    Selected = table.Column<int>(type: "integer", nullable: false),
                    Eligible = table.Column<int>(type: "integer", nullable: false),
                    AlreadyThere = table.Column<int>(type: "integer", nullable: false),
                    NotEligible = table.Column<int>(type: "integer", nullable: false),
                    Held = table.Column<int>(type: "integer", nullable: false),
                    Skipped = table.Column<int>(type: "integer", nullable: false),
                    DuplicateLines = table.Column<int>(type: "integer", nullable: false),
                    UnknownLines = table.Column<int>(type: "integer", nullable: false),
                    UnreadableLines = table.Column<int>(type: "integer", nullable: false),
                    OrderedUpTo = table.Column<long>(type: "bigint", nullable: false),
                    Ordered = table.Column<int>(type: "integer", nullable: false),
                    Completed = table.Column<int>(type: "integer", nullable: false),
                    Failed = table.Column<int>(type: "integer", nullable: false),
                    Superseded = table.Column<int>(type: "integer", nullable: false),
                    Withdrawn = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CardKeys",
                columns: table => new
                {
                    Iccid = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, collation: "C"),
                    Secret = table.Column<string>(type: "character varying(400)", unicode: false, maxLength: 400, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CardKeys", x => x.Iccid);
                });

            migrationBuilder.CreateTable(
                name: "DataProtectionKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    FriendlyName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Xml = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataProtectionKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Enrolments",
                columns: table => new
                {
                    Authority = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false, collation: "C"),
                    UpToSimId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Enrolments", x => x.Authority);
                });

            migrationBuilder.CreateTable(
                name: "InventoryCards",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Iccid = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, collation: "C"),
                    RegistrationCode = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Imsi = table.Column<string>(type: "character varying(15)", unicode: false, maxLength: 15, nullable: true, collation: "C"),
                    Msisdn = table.Column<string>(type: "character varying(15)", unicode: false, maxLength: 15, nullable: true, collation: "C"),
                    ImportedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InventoryCards", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LossReports",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    Reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Note = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true, collation: "C"),
                    ReportedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Source = table.Column<int>(type: "integer", nullable: false),
                    ReportedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LossReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    UniqueName = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    AllowsEveryNetwork = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfiles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReconcileRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    RequestedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    RequestedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true),
                    UpToSimId = table.Column<long>(type: "bigint", nullable: false),
                    Compared = table.Column<int>(type: "integer", nullable: false),
                    Found = table.Column<int>(type: "integer", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    Failure = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconcileRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "RunningProcesses",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    StartedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Beats = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RunningProcesses", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettingsRollouts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    UpToSimId = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingsRollouts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedESimProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Reference = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Eid = table.Column<string>(type: "character varying(32)", unicode: false, maxLength: 32, nullable: true, collation: "C"),
                    MatchingId = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    State = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedESimProfiles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedNetworkLists",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    Networks = table.Column<string>(type: "text", unicode: false, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedNetworkLists", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedSubscribers",
                columns: table => new
                {
                    Iccid = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, collation: "C"),
                    Imsi = table.Column<string>(type: "character varying(15)", unicode: false, maxLength: 15, nullable: true, collation: "C"),
                    MayAttach = table.Column<bool>(type: "boolean", nullable: false),
                    DataBarred = table.Column<bool>(type: "boolean", nullable: false),
                    Phase = table.Column<int>(type: "integer", nullable: false),
                    OrderedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    NetworkListId = table.Column<long>(type: "bigint", nullable: true),
                    NetworksOrderedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedSubscribers", x => x.Iccid);
                });

            migrationBuilder.CreateTable(
                name: "UsageByDay",
                columns: table => new
                {
                    Day = table.Column<int>(type: "integer", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    NetworkId = table.Column<int>(type: "integer", nullable: false),
                    Upload = table.Column<long>(type: "bigint", nullable: false),
                    Download = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageByDay", x => new { x.Day, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageByHour",
                columns: table => new
                {
                    Hour = table.Column<int>(type: "integer", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    NetworkId = table.Column<int>(type: "integer", nullable: false),
                    Upload = table.Column<long>(type: "bigint", nullable: false),
                    Download = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageByHour", x => new { x.Hour, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageBySimAndDay",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    Day = table.Column<int>(type: "integer", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    NetworkId = table.Column<int>(type: "integer", nullable: false),
                    Upload = table.Column<long>(type: "bigint", nullable: false),
                    Download = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageBySimAndDay", x => new { x.SimId, x.Day, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageCursors",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    RecordedUntil = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true),
                    LeasedUntil = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageCursors", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetRoleClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    RoleId = table.Column<long>(type: "bigint", nullable: false),
                    ClaimType = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ClaimValue = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetRoleClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetRoleClaims_AspNetRoles_RoleId",
                        column: x => x.RoleId,
                        principalTable: "AspNetRoles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    ClaimType = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ClaimValue = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserClaims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_AspNetUserClaims_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserLogins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ProviderKey = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    ProviderDisplayName = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    UserId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserLogins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_AspNetUserLogins_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserRoles",
                columns: table => new
                {
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    RoleId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserRoles", x => new { x.UserId, x.RoleId });
                    table.ForeignKey(
                        name: "FK_AspNetUserRoles_AspNetRoles_RoleId",
                        column: x => x.RoleId,
                        principalTable: "AspNetRoles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_AspNetUserRoles_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUserTokens",
                columns: table => new
                {
                    UserId = table.Column<long>(type: "bigint", nullable: false),
                    LoginProvider = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Value = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUserTokens", x => new { x.UserId, x.LoginProvider, x.Name });
                    table.ForeignKey(
                        name: "FK_AspNetUserTokens_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "BulkChangeLines",
                columns: table => new
                {
                    BulkChangeId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Line = table.Column<int>(type: "integer", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    Text = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false, collation: "C"),
                    Says = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChangeLines", x => new { x.BulkChangeId, x.Number });
                    table.ForeignKey(
                        name: "FK_BulkChangeLines_BulkChanges_BulkChangeId",
                        column: x => x.BulkChangeId,
                        principalTable: "BulkChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "BulkChangeSims",
                columns: table => new
                {
                    BulkChangeId = table.Column<long>(type: "bigint", nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    SeenStatus = table.Column<int>(type: "integer", nullable: false),
                    SeenSince = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    SeenFleetId = table.Column<long>(type: "bigint", nullable: true),
                    ToStatus = table.Column<int>(type: "integer", nullable: false),
                    ToFleetId = table.Column<long>(type: "bigint", nullable: true),
                    State = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChangeSims", x => new { x.BulkChangeId, x.SimId });
                    table.ForeignKey(
                        name: "FK_BulkChangeSims_BulkChanges_BulkChangeId",
                        column: x => x.BulkChangeId,
                        principalTable: "BulkChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Fleets",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    UniqueName = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    DataEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    DataLimit = table.Column<int>(type: "integer", nullable: false),
                    SmsCommandsEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    SmsCommandsUrl = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: true, collation: "C"),
                    SmsCommandsMethod = table.Column<int>(type: "integer", nullable: false),
                    IpCommandsUrl = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: true, collation: "C"),
                    IpCommandsMethod = table.Column<int>(type: "integer", nullable: false),
                    NetworkAccessProfileId = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Fleets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Fleets_NetworkAccessProfiles_NetworkAccessProfileId",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfileEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    NetworkAccessProfileId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    OldValue = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    NewValue = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Actor = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfileEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NetworkAccessProfileEvents_NetworkAccessProfiles_NetworkAcc~",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfileNetworks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    NetworkAccessProfileId = table.Column<long>(type: "bigint", nullable: false),
                    NetworkId = table.Column<int>(type: "integer", nullable: false),
                    AddedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfileNetworks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NetworkAccessProfileNetworks_NetworkAccessProfiles_NetworkA~",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "FleetEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Property = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    OldValue = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: true, collation: "C"),
                    NewValue = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: true, collation: "C"),
                    Actor = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FleetEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FleetEvents_Fleets_FleetId",
                        column: x => x.FleetId,
                        principalTable: "Fleets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Sims",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Iccid = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, collation: "C"),
                    UniqueName = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Imsi = table.Column<string>(type: "character varying(15)", unicode: false, maxLength: 15, nullable: true, collation: "C"),
                    Msisdn = table.Column<string>(type: "character varying(15)", unicode: false, maxLength: 15, nullable: true, collation: "C"),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    TargetStatus = table.Column<int>(type: "integer", nullable: true),
                    StatusChangedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    ReadySince = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    FleetId = table.Column<long>(type: "bigint", nullable: true),
                    HeldByReportId = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Sims_Fleets_FleetId",
                        column: x => x.FleetId,
                        principalTable: "Fleets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Sims_LossReports_HeldByReportId",
                        column: x => x.HeldByReportId,
                        principalTable: "LossReports",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "BillingPeriods",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    Type = table.Column<int>(type: "integer", nullable: false),
                    StartsAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    DayOfMonth = table.Column<int>(type: "integer", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BillingPeriods", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BillingPeriods_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Commands",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    Direction = table.Column<int>(type: "integer", nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    Payload = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false, collation: "C"),
                    PayloadType = table.Column<int>(type: "integer", nullable: false),
                    DevicePort = table.Column<int>(type: "integer", nullable: true),
                    DeviceIp = table.Column<string>(type: "character varying(45)", unicode: false, maxLength: 45, nullable: true, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    RequestedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    CallbackUrl = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: true, collation: "C"),
                    CallbackMethod = table.Column<int>(type: "integer", nullable: false),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    Deadline = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    Failure = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Commands", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Commands_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DataBlocks",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    DecidedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    ConfirmedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    LimitMegabytes = table.Column<int>(type: "integer", nullable: false),
                    PeriodId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataBlocks", x => x.SimId);
                    table.ForeignKey(
                        name: "FK_DataBlocks_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "DataSessions",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    FleetId = table.Column<long>(type: "bigint", nullable: false),
                    NetworkId = table.Column<int>(type: "integer", nullable: false),
                    Upload = table.Column<long>(type: "bigint", nullable: false),
                    Download = table.Column<long>(type: "bigint", nullable: false),
                    Address = table.Column<string>(type: "character varying(45)", unicode: false, maxLength: 45, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataSessions", x => new { x.SimId, x.StartedAt });
                    table.ForeignKey(
                        name: "FK_DataSessions_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Drifts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    SimId = table.Column<long>(type: "bigint", nullable: true),
                    Iccid = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false, collation: "C"),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    Decided = table.Column<int>(type: "integer", nullable: true),
                    Found = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    FoundAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    ChangeId = table.Column<long>(type: "bigint", nullable: true),
                    MendedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Drifts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Drifts_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ESimProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Eid = table.Column<string>(type: "character varying(32)", unicode: false, maxLength: 32, nullable: true, collation: "C"),
                    WantsMatchingId = table.Column<bool>(type: "boolean", nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: true),
                    SmdpPlusAddress = table.Column<string>(type: "character varying(253)", unicode: false, maxLength: 253, nullable: true, collation: "C"),
                    MatchingId = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true, collation: "C"),
                    RequestedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    Deadline = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    Failure = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ESimProfiles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ESimProfiles_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LossReportSims",
                columns: table => new
                {
                    LossReportId = table.Column<long>(type: "bigint", nullable: false),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    SeenStatus = table.Column<int>(type: "integer", nullable: false),
                    ReleasedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    ReleasedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    ReleaseReason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LossReportSims", x => new { x.LossReportId, x.SimId });
                    table.ForeignKey(
                        name: "FK_LossReportSims_LossReports_LossReportId",
                        column: x => x.LossReportId,
                        principalTable: "LossReports",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_LossReportSims_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SettingsUpdates",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    State = table.Column<int>(type: "integer", nullable: false),
                    NetworkAccessProfileId = table.Column<long>(type: "bigint", nullable: true),
                    Revision = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    UpdatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    Confirmation = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Deadline = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    Failure = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    SimId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingsUpdates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SettingsUpdates_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "SimEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    SimId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    OldValue = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    NewValue = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Actor = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SimEvents_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "StatusChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Kind = table.Column<int>(type: "integer", nullable: false),
                    FromStatus = table.Column<int>(type: "integer", nullable: false),
                    ToStatus = table.Column<int>(type: "integer", nullable: false),
                    MovesFleet = table.Column<bool>(type: "boolean", nullable: false),
                    ToFleetId = table.Column<long>(type: "bigint", nullable: true),
                    Priority = table.Column<int>(type: "integer", nullable: false),
                    BulkChangeId = table.Column<long>(type: "bigint", nullable: true),
                    RequestedBy = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Source = table.Column<int>(type: "integer", nullable: false),
                    Reason = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    State = table.Column<int>(type: "integer", nullable: false),
                    QueuedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    Confirmation = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    ConfirmedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Deadline = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true),
                    ProcessId = table.Column<long>(type: "bigint", nullable: true),
                    Failure = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    SimId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StatusChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StatusChanges_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "BillingPeriodUsages",
                columns: table => new
                {
                    PeriodId = table.Column<long>(type: "bigint", nullable: false),
                    Upload = table.Column<long>(type: "bigint", nullable: false),
                    Download = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BillingPeriodUsages", x => x.PeriodId);
                    table.ForeignKey(
                        name: "FK_BillingPeriodUsages_BillingPeriods_PeriodId",
                        column: x => x.PeriodId,
                        principalTable: "BillingPeriods",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Callbacks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Sid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: false, collation: "C"),
                    Subject = table.Column<int>(type: "integer", nullable: false),
                    SubjectSid = table.Column<string>(type: "character varying(34)", unicode: false, maxLength: 34, nullable: true, collation: "C"),
                    StatusChangeId = table.Column<long>(type: "bigint", nullable: true),
                    SimId = table.Column<long>(type: "bigint", nullable: true),
                    Url = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: false, collation: "C"),
                    Host = table.Column<string>(type: "character varying(259)", maxLength: 259, nullable: false, collation: "C"),
                    Method = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    Waiting = table.Column<int>(type: "integer", nullable: false),
                    DueAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Callbacks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Callbacks_Sims_SimId",
                        column: x => x.SimId,
                        principalTable: "Sims",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Callbacks_StatusChanges_StatusChangeId",
                        column: x => x.StatusChangeId,
                        principalTable: "StatusChanges",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CallbackDeliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    CallbackId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    SentUrl = table.Column<string>(type: "character varying(10048)", maxLength: 10048, nullable: false, collation: "C"),
                    SentBody = table.Column<string>(type: "character varying(8000)", unicode: false, maxLength: 8000, nullable: false, collation: "C"),
                    Signature = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    WebhookTimestamp = table.Column<long>(type: "bigint", nullable: false),
                    WebhookSignature = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    StatusCode = table.Column<int>(type: "integer", nullable: true),
                    Answer = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C"),
                    Error = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true, collation: "C"),
                    LatencyMs = table.Column<int>(type: "integer", nullable: false),
                    NextTryAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CallbackDeliveries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CallbackDeliveries_Callbacks_CallbackId",
                        column: x => x.CallbackId,
                        principalTable: "Callbacks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "CallbackMessages",
                columns: table => new
                {
                    CallbackId = table.Column<long>(type: "bigint", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    Fields = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: false),
                    State = table.Column<int>(type: "integer", nullable: false),
                    SettledAt = table.Column<DateTime>(type: "timestamp(3) with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CallbackMessages", x => new { x.CallbackId, x.Number });
                    table.ForeignKey(
                        name: "FK_CallbackMessages_Callbacks_CallbackId",
                        column: x => x.CallbackId,
                        principalTable: "Callbacks",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "NetworkAccessProfiles",
                columns: new[] { "Id", "AllowsEveryNetwork", "CreatedAt", "Revision", "Sid", "UniqueName", "UpdatedAt" },
                values: new object[] { 1L, true, new DateTime(2026, 1, 1, 0, 0, 0, 0, DateTimeKind.Utc), 1L, "HA00000000000000000000000000000001", "default", new DateTime(2026, 1, 1, 0, 0, 0, 0, DateTimeKind.Utc) });

            migrationBuilder.InsertData(
                table: "UsageCursors",
                columns: new[] { "Id", "LeaseToken", "LeasedUntil", "RecordedUntil" },
                values: new object[] { 1, null, new DateTime(1970, 1, 1, 0, 0, 0, 0, DateTimeKind.Utc), new DateTime(1970, 1, 1, 0, 0, 0, 0, DateTimeKind.Utc) });

            migrationBuilder.CreateIndex(
                name: "IX_Accounts_Sid",
                table: "Accounts",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_Sid",
                table: "ApiKeys",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_AspNetRoleClaims_RoleId",
                table: "AspNetRoleClaims",
                column: "RoleId");

            migrationBuilder.CreateIndex(
                name: "RoleNameIndex",
                table: "AspNetRoles",
                column: "NormalizedName",
                unique: true,
                filter: "\"NormalizedName\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserClaims_UserId",
                table: "AspNetUserClaims",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserLogins_UserId",
                table: "AspNetUserLogins",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_AspNetUserRoles_RoleId",
                table: "AspNetUserRoles",
                column: "RoleId");

            migrationBuilder.CreateIndex(
                name: "EmailIndex",
                table: "AspNetUsers",
                column: "NormalizedEmail");

            migrationBuilder.CreateIndex(
                name: "UserNameIndex",
                table: "AspNetUsers",
                column: "NormalizedUserName",
                unique: true,
                filter: "\"NormalizedUserName\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_AttachRefusals_Iccid_At",
                table: "AttachRefusals",
                columns: new[] { "Iccid", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_BillingPeriods_SimId_StartsAt",
                table: "BillingPeriods",
                columns: new[] { "SimId", "StartsAt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_IdempotencyKey",
                table: "BulkChanges",
                column: "IdempotencyKey",
                unique: true,
                filter: "\"IdempotencyKey\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_Sid",
                table: "BulkChanges",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_State",
                table: "BulkChanges",
                column: "State");

            migrationBuilder.CreateIndex(
                name: "IX_BulkChanges_UndoesId",
                table: "BulkChanges",
                column: "UndoesId");

            migrationBuilder.CreateIndex(
                name: "IX_CallbackDeliveries_CallbackId_Id",
                table: "CallbackDeliveries",
                columns: new[] { "CallbackId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_Due",
                table: "Callbacks",
                columns: new[] { "State", "DueAt", "Host" },
                filter: "\"State\" = 0");

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_DueAtHost",
                table: "Callbacks",
                columns: new[] { "Host", "DueAt" },
                filter: "\"State\" = 0");

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_Sid",
                table: "Callbacks",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_SimId_Id",
                table: "Callbacks",
                columns: new[] { "SimId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Callbacks_State_Id",
                table: "Callbacks",
                columns: new[] { "State", "Id" });

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

            migrationBuilder.CreateIndex(
                name: "IX_Commands_Due",
                table: "Commands",
                column: "DueAt",
                filter: "\"DueAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Commands_Kind_Direction_Id",
                table: "Commands",
                columns: new[] { "Kind", "Direction", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Commands_Kind_Id",
                table: "Commands",
                columns: new[] { "Kind", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Commands_Kind_Status_Id",
                table: "Commands",
                columns: new[] { "Kind", "Status", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Commands_Sid",
                table: "Commands",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Commands_SimId_Kind_Id",
                table: "Commands",
                columns: new[] { "SimId", "Kind", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_DataBlocks_Barred",
                table: "DataBlocks",
                column: "SimId",
                filter: "\"State\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_DataBlocks_Due",
                table: "DataBlocks",
                column: "DecidedAt",
                filter: "\"ConfirmedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Drifts_FoundAt",
                table: "Drifts",
                column: "FoundAt");

            migrationBuilder.CreateIndex(
                name: "IX_Drifts_Waiting",
                table: "Drifts",
                column: "SimId",
                filter: "\"EndedAt\" IS NULL AND \"ChangeId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_DueAt",
                table: "ESimProfiles",
                column: "DueAt",
                filter: "\"DueAt\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_Eid_Id",
                table: "ESimProfiles",
                columns: new[] { "Eid", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_Sid",
                table: "ESimProfiles",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_SimId",
                table: "ESimProfiles",
                column: "SimId",
                unique: true,
                filter: "\"SimId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ESimProfiles_Status_Id",
                table: "ESimProfiles",
                columns: new[] { "Status", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_FleetEvents_FleetId",
                table: "FleetEvents",
                column: "FleetId");

            migrationBuilder.CreateIndex(
                name: "IX_Fleets_NetworkAccessProfileId",
                table: "Fleets",
                column: "NetworkAccessProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_Fleets_Sid",
                table: "Fleets",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Fleets_UniqueName",
                table: "Fleets",
                column: "UniqueName",
                unique: true,
                filter: "\"UniqueName\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_InventoryCards_Iccid",
                table: "InventoryCards",
                column: "Iccid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InventoryCards_Imsi",
                table: "InventoryCards",
                column: "Imsi",
                unique: true,
                filter: "\"Imsi\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LossReports_IdempotencyKey",
                table: "LossReports",
                column: "IdempotencyKey",
                unique: true,
                filter: "\"IdempotencyKey\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_LossReports_Sid",
                table: "LossReports",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LossReportSims_SimId",
                table: "LossReportSims",
                column: "SimId");

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfileEvents_NetworkAccessProfileId",
                table: "NetworkAccessProfileEvents",
                column: "NetworkAccessProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfileNetworks_NetworkAccessProfileId_Network~",
                table: "NetworkAccessProfileNetworks",
                columns: new[] { "NetworkAccessProfileId", "NetworkId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfiles_Sid",
                table: "NetworkAccessProfiles",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfiles_UniqueName",
                table: "NetworkAccessProfiles",
                column: "UniqueName",
                unique: true,
                filter: "\"UniqueName\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_Open",
                table: "ReconcileRuns",
                column: "Id",
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SettingsUpdates_Due",
                table: "SettingsUpdates",
                column: "DueAt",
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SettingsUpdates_SimId_Id",
                table: "SettingsUpdates",
                columns: new[] { "SimId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SettingsUpdates_State_Id",
                table: "SettingsUpdates",
                columns: new[] { "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_SimEvents_SimId",
                table: "SimEvents",
                column: "SimId");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_FleetId_Id",
                table: "Sims",
                columns: new[] { "FleetId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_FleetId_Status_Id",
                table: "Sims",
                columns: new[] { "FleetId", "Status", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_HeldByReportId",
                table: "Sims",
                column: "HeldByReportId",
                filter: "\"HeldByReportId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Iccid",
                table: "Sims",
                column: "Iccid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Imsi",
                table: "Sims",
                column: "Imsi",
                unique: true,
                filter: "\"Imsi\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_ReadySince",
                table: "Sims",
                column: "ReadySince",
                filter: "\"Status\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Sid",
                table: "Sims",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Status_Id",
                table: "Sims",
                columns: new[] { "Status", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Status_StatusChangedAt_Id",
                table: "Sims",
                columns: new[] { "Status", "StatusChangedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_StatusChangedAt_Id",
                table: "Sims",
                columns: new[] { "StatusChangedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_UniqueName",
                table: "Sims",
                column: "UniqueName",
                unique: true,
                filter: "\"UniqueName\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedESimProfiles_Eid",
                table: "SimulatedESimProfiles",
                column: "Eid");

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedESimProfiles_MatchingId",
                table: "SimulatedESimProfiles",
                column: "MatchingId",
                unique: true,
                filter: "\"MatchingId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedESimProfiles_Reference",
                table: "SimulatedESimProfiles",
                column: "Reference",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedSubscribers_Imsi",
                table: "SimulatedSubscribers",
                column: "Imsi");

            migrationBuilder.CreateIndex(
                name: "IX_SimulatedSubscribers_Phase_Iccid",
                table: "SimulatedSubscribers",
                columns: new[] { "Phase", "Iccid" });

            migrationBuilder.CreateIndex(
                name: "IX_StatusChanges_Due",
                table: "StatusChanges",
                columns: new[] { "Priority", "DueAt" },
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_StatusChanges_Failures",
                table: "StatusChanges",
                column: "EndedAt",
                filter: "\"State\" = 3");

            migrationBuilder.CreateIndex(
                name: "IX_StatusChanges_Repairs",
                table: "StatusChanges",
                column: "SimId",
                filter: "\"EndedAt\" IS NULL AND \"Kind\" = 2");

            migrationBuilder.CreateIndex(
                name: "IX_StatusChanges_SimId_Id",
                table: "StatusChanges",
                columns: new[] { "SimId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageByDay_FleetId_Day",
                table: "UsageByDay",
                columns: new[] { "FleetId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_UsageByHour_FleetId_Hour",
                table: "UsageByHour",
                columns: new[] { "FleetId", "Hour" });

            // The order of names: those that have none first, as on the other databases.
            migrationBuilder.Sql("""CREATE INDEX "IX_Sims_ByName" ON "Sims" (("UniqueName" IS NOT NULL), "UniqueName", "Id")""");

            // What a search for a part looks into: the texts of each Sim, and an index over pieces of three characters of them. It is kept by triggers, which a change
            // of a status does not set off.
            migrationBuilder.Sql(
                """
                CREATE TABLE "SimSearch" ("SimId" bigint PRIMARY KEY, "Numbers" text COLLATE "C" NOT NULL, "Names" text COLLATE "C" NOT NULL);
                CREATE INDEX "IX_SimSearch" ON "SimSearch" USING gin ("Numbers" gin_trgm_ops, "Names" gin_trgm_ops);

                CREATE FUNCTION sim_search_insert() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO "SimSearch"
                        SELECT "Id", concat_ws(E'\n', "Iccid", "Imsi"), concat_ws(E'\n', "Sid", "UniqueName") FROM written;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER "SimSearchInsert" AFTER INSERT ON "Sims" REFERENCING NEW TABLE AS written
                    FOR EACH STATEMENT EXECUTE FUNCTION sim_search_insert();

                CREATE FUNCTION sim_search_update() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    UPDATE "SimSearch" SET "Numbers" = concat_ws(E'\n', NEW."Iccid", NEW."Imsi"), "Names" = concat_ws(E'\n', NEW."Sid", NEW."UniqueName")
                        WHERE "SimId" = NEW."Id";
                    RETURN NULL;
                END $$;
                CREATE TRIGGER "SimSearchUpdate" AFTER UPDATE OF "Iccid", "Imsi", "Sid", "UniqueName" ON "Sims"
                    FOR EACH ROW EXECUTE FUNCTION sim_search_update();

                CREATE FUNCTION sim_search_delete() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    DELETE FROM "SimSearch" WHERE "SimId" IN (SELECT "Id" FROM gone);
                    RETURN NULL;
                END $$;
                CREATE TRIGGER "SimSearchDelete" AFTER DELETE ON "Sims" REFERENCING OLD TABLE AS gone
                    FOR EACH STATEMENT EXECUTE FUNCTION sim_search_delete();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TABLE \"SimSearch\"");

            migrationBuilder.DropTable(
                name: "Accounts");

            migrationBuilder.DropTable(
                name: "ApiKeys");

            migrationBuilder.DropTable(
                name: "AspNetRoleClaims");

            migrationBuilder.DropTable(
                name: "AspNetUserClaims");

            migrationBuilder.DropTable(
                name: "AspNetUserLogins");

            migrationBuilder.DropTable(
                name: "AspNetUserRoles");

            migrationBuilder.DropTable(
                name: "AspNetUserTokens");

            migrationBuilder.DropTable(
                name: "AttachRefusals");

            migrationBuilder.DropTable(
                name: "BillingPeriodUsages");

            migrationBuilder.DropTable(
                name: "BulkChangeLines");

            migrationBuilder.DropTable(
                name: "BulkChangeSims");

            migrationBuilder.DropTable(
                name: "CallbackDeliveries");

            migrationBuilder.DropTable(
                name: "CallbackMessages");

            migrationBuilder.DropTable(
                name: "CardKeys");

            migrationBuilder.DropTable(
                name: "Commands");

            migrationBuilder.DropTable(
                name: "DataBlocks");

            migrationBuilder.DropTable(
                name: "DataProtectionKeys");

            migrationBuilder.DropTable(
                name: "DataSessions");

            migrationBuilder.DropTable(
                name: "Drifts");

            migrationBuilder.DropTable(
                name: "Enrolments");

            migrationBuilder.DropTable(
                name: "ESimProfiles");

            migrationBuilder.DropTable(
                name: "FleetEvents");

            migrationBuilder.DropTable(
                name: "InventoryCards");

            migrationBuilder.DropTable(
                name: "LossReportSims");

            migrationBuilder.DropTable(
                name: "NetworkAccessProfileEvents");

            migrationBuilder.DropTable(
                name: "NetworkAccessProfileNetworks");

            migrationBuilder.DropTable(
                name: "ReconcileRuns");

            migrationBuilder.DropTable(
                name: "RunningProcesses");

            migrationBuilder.DropTable(
                name: "SettingsRollouts");

            migrationBuilder.DropTable(
                name: "SettingsUpdates");

            migrationBuilder.DropTable(
                name: "SimEvents");

            migrationBuilder.DropTable(
                name: "SimulatedESimProfiles");

            migrationBuilder.DropTable(
                name: "SimulatedNetworkLists");

            migrationBuilder.DropTable(
                name: "SimulatedSubscribers");

            migrationBuilder.DropTable(
                name: "UsageByDay");

            migrationBuilder.DropTable(
                name: "UsageByHour");

            migrationBuilder.DropTable(
                name: "UsageBySimAndDay");

            migrationBuilder.DropTable(
                name: "UsageCursors");

            migrationBuilder.DropTable(
                name: "AspNetRoles");

            migrationBuilder.DropTable(
                name: "AspNetUsers");

            migrationBuilder.DropTable(
                name: "BillingPeriods");

            migrationBuilder.DropTable(
                name: "BulkChanges");

            migrationBuilder.DropTable(
                name: "Callbacks");

            migrationBuilder.DropTable(
                name: "StatusChanges");

            migrationBuilder.DropTable(
                name: "Sims");

            migrationBuilder.DropTable(
                name: "Fleets");

            migrationBuilder.DropTable(
                name: "LossReports");

            migrationBuilder.DropTable(
                name: "NetworkAccessProfiles");

            migrationBuilder.Sql("DROP FUNCTION sim_search_insert(), sim_search_update(), sim_search_delete()");
        }
    }
}
