using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SimConsole.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Accounts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    ProtectedAuthToken = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    SecretHash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetRoles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Name = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    NormalizedName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetRoles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetUsers",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    UserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    NormalizedUserName = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    Email = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    NormalizedEmail = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    EmailConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    PasswordHash = table.Column<string>(type: "TEXT", nullable: true),
                    SecurityStamp = table.Column<string>(type: "TEXT", nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "TEXT", nullable: true),
                    PhoneNumber = table.Column<string>(type: "TEXT", nullable: true),
                    PhoneNumberConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    LockoutEnd = table.Column<long>(type: "INTEGER", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AspNetUsers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AttachRefusals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Says = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AttachRefusals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "BulkChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    UndoesId = table.Column<long>(type: "INTEGER", nullable: true),
                    Selection = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    CommittedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    RequestDigest = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    Selected = table.Column<int>(type: "INTEGER", nullable: false),
                    Eligible = table.Column<int>(type: "INTEGER", nullable: false),
                    AlreadyThere = table.Column<int>(type: "INTEGER", nullable: false),
                    NotEligible = table.Column<int>(type: "INTEGER", nullable: false),
                    Held = table.Column<int>(type: "INTEGER", nullable: false),
                    Skipped = table.Column<int>(type: "INTEGER", nullable: false),
                    DuplicateLines = table.Column<int>(type: "INTEGER", nullable: false),
                    UnknownLines = table.Column<int>(type: "INTEGER", nullable: false),
                    UnreadableLines = table.Column<int>(type: "INTEGER", nullable: false),
                    OrderedUpTo = table.Column<long>(type: "INTEGER", nullable: false),
                    Ordered = table.Column<int>(type: "INTEGER", nullable: false),
                    Completed = table.Column<int>(type: "INTEGER", nullable: false),
                    Failed = table.Column<int>(type: "INTEGER", nullable: false),
                    Superseded = table.Column<int>(type: "INTEGER", nullable: false),
                    Withdrawn = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BulkChanges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CardKeys",
                columns: table => new
                {
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    Secret = table.Column<string>(type: "TEXT", unicode: false, maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CardKeys", x => x.Iccid);
                });

            migrationBuilder.CreateTable(
                name: "DataProtectionKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FriendlyName = table.Column<string>(type: "TEXT", nullable: true),
                    Xml = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DataProtectionKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Enrolments",
                columns: table => new
                {
                    Authority = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    UpToSimId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Enrolments", x => x.Authority);
                });

            migrationBuilder.CreateTable(
                name: "InventoryCards",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    RegistrationCode = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Imsi = table.Column<string>(type: "TEXT", unicode: false, maxLength: 15, nullable: true),
                    Msisdn = table.Column<string>(type: "TEXT", unicode: false, maxLength: 15, nullable: true),
                    ImportedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InventoryCards", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "LossReports",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    ReportedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    ReportedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LossReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    UniqueName = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    AllowsEveryNetwork = table.Column<bool>(type: "INTEGER", nullable: false),
                    Revision = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfiles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReconcileRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    RequestedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    UpToSimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Compared = table.Column<int>(type: "INTEGER", nullable: false),
                    Found = table.Column<int>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconcileRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettingsRollouts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    UpToSimId = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettingsRollouts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedESimProfiles",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Reference = table.Column<string>(type: "TEXT", unicode: false, maxLength: 34, nullable: false),
                    Eid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    MatchingId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedESimProfiles", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedNetworkLists",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false),
                    Networks = table.Column<string>(type: "TEXT", unicode: false, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedNetworkLists", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SimulatedSubscribers",
                columns: table => new
                {
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    Imsi = table.Column<string>(type: "TEXT", unicode: false, maxLength: 15, nullable: true),
                    MayAttach = table.Column<bool>(type: "INTEGER", nullable: false),
                    DataBarred = table.Column<bool>(type: "INTEGER", nullable: false),
                    Phase = table.Column<int>(type: "INTEGER", nullable: false),
                    OrderedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkListId = table.Column<long>(type: "INTEGER", nullable: true),
                    NetworksOrderedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SimulatedSubscribers", x => x.Iccid);
                });

            migrationBuilder.CreateTable(
                name: "UsageByDay",
                columns: table => new
                {
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageByDay", x => new { x.Day, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageByHour",
                columns: table => new
                {
                    Hour = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageByHour", x => new { x.Hour, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageBySimAndDay",
                columns: table => new
                {
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageBySimAndDay", x => new { x.SimId, x.Day, x.FleetId, x.NetworkId });
                });

            migrationBuilder.CreateTable(
                name: "UsageCursors",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    RecordedUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_UsageCursors", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "AspNetRoleClaims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    RoleId = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimType = table.Column<string>(type: "TEXT", nullable: true),
                    ClaimValue = table.Column<string>(type: "TEXT", nullable: true)
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
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    ClaimType = table.Column<string>(type: "TEXT", nullable: true),
                    ClaimValue = table.Column<string>(type: "TEXT", nullable: true)
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
                    LoginProvider = table.Column<string>(type: "TEXT", nullable: false),
                    ProviderKey = table.Column<string>(type: "TEXT", nullable: false),
                    ProviderDisplayName = table.Column<string>(type: "TEXT", nullable: true),
                    UserId = table.Column<long>(type: "INTEGER", nullable: false)
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
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    RoleId = table.Column<long>(type: "INTEGER", nullable: false)
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
                    UserId = table.Column<long>(type: "INTEGER", nullable: false),
                    LoginProvider = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Value = table.Column<string>(type: "TEXT", nullable: true)
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
                    BulkChangeId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Line = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Says = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false)
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
                    BulkChangeId = table.Column<long>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    SeenSince = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenFleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    ToStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    ToFleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    UniqueName = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    DataEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    DataLimit = table.Column<int>(type: "INTEGER", nullable: false),
                    SmsCommandsEnabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    SmsCommandsUrl = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    SmsCommandsMethod = table.Column<int>(type: "INTEGER", nullable: false),
                    IpCommandsUrl = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    IpCommandsMethod = table.Column<int>(type: "INTEGER", nullable: false),
                    NetworkAccessProfileId = table.Column<long>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    NetworkAccessProfileId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    OldValue = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    NewValue = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfileEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NetworkAccessProfileEvents_NetworkAccessProfiles_NetworkAccessProfileId",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "NetworkAccessProfileNetworks",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    NetworkAccessProfileId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    AddedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_NetworkAccessProfileNetworks", x => x.Id);
                    table.ForeignKey(
                        name: "FK_NetworkAccessProfileNetworks_NetworkAccessProfiles_NetworkAccessProfileId",
                        column: x => x.NetworkAccessProfileId,
                        principalTable: "NetworkAccessProfiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "FleetEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Property = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    OldValue = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    NewValue = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    UniqueName = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Imsi = table.Column<string>(type: "TEXT", unicode: false, maxLength: 15, nullable: true),
                    Msisdn = table.Column<string>(type: "TEXT", unicode: false, maxLength: 15, nullable: true),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    TargetStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    StatusChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReadySince = table.Column<long>(type: "INTEGER", nullable: true),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    HeldByReportId = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
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
                });

            migrationBuilder.CreateTable(
                name: "BillingPeriods",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Type = table.Column<int>(type: "INTEGER", nullable: false),
                    StartsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DayOfMonth = table.Column<int>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Direction = table.Column<int>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Payload = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    PayloadType = table.Column<int>(type: "INTEGER", nullable: false),
                    DevicePort = table.Column<int>(type: "INTEGER", nullable: true),
                    DeviceIp = table.Column<string>(type: "TEXT", unicode: false, maxLength: 45, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    CallbackUrl = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: true),
                    CallbackMethod = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true)
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
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    DecidedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LimitMegabytes = table.Column<int>(type: "INTEGER", nullable: false),
                    PeriodId = table.Column<long>(type: "INTEGER", nullable: false)
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
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndsAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FleetId = table.Column<long>(type: "INTEGER", nullable: false),
                    NetworkId = table.Column<int>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false),
                    Address = table.Column<string>(type: "TEXT", unicode: false, maxLength: 45, nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    SimId = table.Column<long>(type: "INTEGER", nullable: true),
                    Iccid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 20, nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Decided = table.Column<int>(type: "INTEGER", nullable: true),
                    Found = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    FoundAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangeId = table.Column<long>(type: "INTEGER", nullable: true),
                    MendedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Eid = table.Column<string>(type: "TEXT", unicode: false, maxLength: 32, nullable: true),
                    WantsMatchingId = table.Column<bool>(type: "INTEGER", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: true),
                    SmdpPlusAddress = table.Column<string>(type: "TEXT", unicode: false, maxLength: 253, nullable: true),
                    MatchingId = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: true),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true)
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
                    LossReportId = table.Column<long>(type: "INTEGER", nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    SeenStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    ReleasedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ReleasedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    ReleaseReason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    NetworkAccessProfileId = table.Column<long>(type: "INTEGER", nullable: true),
                    Revision = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Confirmation = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    OldValue = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    NewValue = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    SimId = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    FromStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    ToStatus = table.Column<int>(type: "INTEGER", nullable: false),
                    MovesFleet = table.Column<bool>(type: "INTEGER", nullable: false),
                    ToFleetId = table.Column<long>(type: "INTEGER", nullable: true),
                    Priority = table.Column<int>(type: "INTEGER", nullable: false),
                    BulkChangeId = table.Column<long>(type: "INTEGER", nullable: true),
                    RequestedBy = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    Source = table.Column<int>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    QueuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Deadline = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Confirmation = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    ConfirmedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true)
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
                    PeriodId = table.Column<long>(type: "INTEGER", nullable: false),
                    Upload = table.Column<long>(type: "INTEGER", nullable: false),
                    Download = table.Column<long>(type: "INTEGER", nullable: false)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Sid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: false),
                    Subject = table.Column<int>(type: "INTEGER", nullable: false),
                    SubjectSid = table.Column<string>(type: "TEXT", unicode: false, fixedLength: true, maxLength: 34, nullable: true),
                    StatusChangeId = table.Column<long>(type: "INTEGER", nullable: true),
                    SimId = table.Column<long>(type: "INTEGER", nullable: true),
                    Url = table.Column<string>(type: "TEXT", maxLength: 2048, nullable: false),
                    Host = table.Column<string>(type: "TEXT", maxLength: 259, nullable: false),
                    Method = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    Waiting = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LeaseToken = table.Column<Guid>(type: "TEXT", nullable: true)
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
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    CallbackId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    SentUrl = table.Column<string>(type: "TEXT", maxLength: 10048, nullable: false),
                    SentBody = table.Column<string>(type: "TEXT", unicode: false, maxLength: 8000, nullable: false),
                    Signature = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    WebhookTimestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    WebhookSignature = table.Column<string>(type: "TEXT", unicode: false, maxLength: 64, nullable: false),
                    StatusCode = table.Column<int>(type: "INTEGER", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    LatencyMs = table.Column<int>(type: "INTEGER", nullable: false),
                    NextTryAt = table.Column<long>(type: "INTEGER", nullable: true)
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
                    CallbackId = table.Column<long>(type: "INTEGER", nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Fields = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    SettledAt = table.Column<long>(type: "INTEGER", nullable: true)
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
                values: new object[] { 1L, true, 1767225600000L, 1L, "HA00000000000000000000000000000001", "default", 1767225600000L });

            migrationBuilder.InsertData(
                table: "UsageCursors",
                columns: new[] { "Id", "LeaseToken", "LeasedUntil", "RecordedUntil" },
                values: new object[] { 1, null, 0L, 0L });

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
                unique: true);

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
                unique: true);

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
                unique: true);

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
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InventoryCards_Iccid",
                table: "InventoryCards",
                column: "Iccid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InventoryCards_Imsi",
                table: "InventoryCards",
                column: "Imsi",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LossReportSims_SimId",
                table: "LossReportSims",
                column: "SimId");

            migrationBuilder.CreateIndex(
                name: "IX_LossReports_IdempotencyKey",
                table: "LossReports",
                column: "IdempotencyKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LossReports_Sid",
                table: "LossReports",
                column: "Sid",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfileEvents_NetworkAccessProfileId",
                table: "NetworkAccessProfileEvents",
                column: "NetworkAccessProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_NetworkAccessProfileNetworks_NetworkAccessProfileId_NetworkId",
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
                unique: true);

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
                name: "IX_Sims_FleetId",
                table: "Sims",
                column: "FleetId");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_FleetId_Status",
                table: "Sims",
                columns: new[] { "FleetId", "Status" });

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
                unique: true);

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
                name: "IX_Sims_Status",
                table: "Sims",
                column: "Status");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_StatusChangedAt",
                table: "Sims",
                column: "StatusChangedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Sims_Status_StatusChangedAt",
                table: "Sims",
                columns: new[] { "Status", "StatusChangedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Sims_UniqueName",
                table: "Sims",
                column: "UniqueName",
                unique: true);

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

            // The index for a search for a part, which Entity Framework knows nothing of. The pieces are parted by a line feed, which no identifier
            // holds; all else is a part of a piece. The last three characters are a piece too, and an index over the first three of each finds terms
            // that have no more.
            migrationBuilder.Sql(
                """
                CREATE TABLE SimSearchPositions(At INTEGER PRIMARY KEY);
                WITH RECURSIVE positions(At) AS (SELECT 1 UNION ALL SELECT At + 1 FROM positions WHERE At < 64)
                    INSERT INTO SimSearchPositions SELECT At FROM positions;
                CREATE VIEW SimSearchText(SimId, Pieces) AS
                    SELECT s.Id, (
                        SELECT group_concat(substr(i.Identifier, p.At, 4), char(10))
                        FROM (SELECT s.Iccid AS Identifier UNION ALL SELECT s.UniqueName UNION ALL SELECT s.Imsi UNION ALL SELECT s.Sid) i
                        JOIN SimSearchPositions p ON p.At <= length(i.Identifier) - 2)
                    FROM Sims s;
                CREATE VIRTUAL TABLE SimSearch USING fts5(
                    Pieces, content='', contentless_delete=1, detail=none, prefix='3',
                    tokenize="ascii tokenchars ' !""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'");
                CREATE TRIGGER SimSearchInsert AFTER INSERT ON Sims BEGIN
                    INSERT INTO SimSearch(rowid, Pieces) SELECT SimId, Pieces FROM SimSearchText WHERE SimId = new.Id;
                END;
                CREATE TRIGGER SimSearchUpdate AFTER UPDATE OF Iccid, UniqueName, Imsi, Sid ON Sims BEGIN
                    DELETE FROM SimSearch WHERE rowid = old.Id;
                    INSERT INTO SimSearch(rowid, Pieces) SELECT SimId, Pieces FROM SimSearchText WHERE SimId = new.Id;
                END;
                CREATE TRIGGER SimSearchDelete AFTER DELETE ON Sims BEGIN
                    DELETE FROM SimSearch WHERE rowid = old.Id;
                END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP VIEW SimSearchText; DROP TABLE SimSearch; DROP TABLE SimSearchPositions;");

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
                name: "ESimProfiles");

            migrationBuilder.DropTable(
                name: "Enrolments");

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
                name: "LossReports");

            migrationBuilder.DropTable(
                name: "StatusChanges");

            migrationBuilder.DropTable(
                name: "Sims");

            migrationBuilder.DropTable(
                name: "Fleets");

            migrationBuilder.DropTable(
                name: "NetworkAccessProfiles");
        }
    }
}
