using SimConsole.DataLimits;
using SimConsole.Sims;

namespace SimConsole.Benchmarks;

/// <summary>The pages of the list by hand: one prepared statement each, the same columns into the same rows.</summary>
internal sealed class ListFloor(BenchmarkDatabase database) : IDisposable
{
    private readonly FloorDatabase _db = database.Open();

    /// <summary>The newest Sims that hold <paramref name="term"/>.</summary>
    public Action Search(string term, int take) => Rows(_db.IdsHolding(term, take), "s.\"Id\" DESC");

    public Action CountSearch(string term) => Number(_db.CountHolding(term));

    public Action Page(string where, string order, int skip, int take) => Rows($"SELECT s.\"Id\" FROM \"Sims\" s WHERE {where} ORDER BY {order} LIMIT {take} OFFSET {skip}", order);

    public Action Count(string where) => Number($"SELECT count(*) FROM \"Sims\" s{(where == "TRUE" ? "" : $" WHERE {where}")}");

    public void Dispose() => _db.Dispose();

    private Action Rows(string ids, string order)
    {
        var statement = _db.Prepare(
            $"""
            SELECT s."Id", s."Sid", s."Iccid", s."UniqueName", s."Imsi", s."Msisdn", s."Status", s."TargetStatus", s."StatusChangedAt", f."Sid", coalesce(f."UniqueName", f."Sid"),
                s."CreatedAt", s."UpdatedAt", s."Version", r."Sid",
                EXISTS (SELECT 1 FROM "DataBlocks" b WHERE b."SimId" = s."Id" AND b."State" = {(int)DataBlockState.Barred} AND b."ConfirmedAt" IS NOT NULL), s."FleetId", s."Note"
            FROM "Sims" s LEFT JOIN "Fleets" f ON f."Id" = s."FleetId" LEFT JOIN "LossReports" r ON r."Id" = s."HeldByReportId"
            WHERE s."Id" IN ({ids}) ORDER BY {order}
            """);
        return () => statement.Read(row => new SimRow
        {
            Id = row.GetInt64(0),
            Sid = row.GetString(1),
            Iccid = row.GetString(2),
            UniqueName = row.IsDBNull(3) ? null : row.GetString(3),
            Note = row.IsDBNull(17) ? null : row.GetString(17),
            Imsi = row.IsDBNull(4) ? null : row.GetString(4),
            Msisdn = row.IsDBNull(5) ? null : row.GetString(5),
            Status = (SimStatus)row.GetInt32(6),
            TargetStatus = row.IsDBNull(7) ? null : (SimStatus)row.GetInt32(7),
            StatusChangedAt = _db.Time(row, 8),
            FleetId = row.IsDBNull(16) ? null : row.GetInt64(16),
            FleetSid = row.IsDBNull(9) ? null : row.GetString(9),
            FleetName = row.IsDBNull(10) ? null : row.GetString(10),
            CreatedAt = _db.Time(row, 11),
            UpdatedAt = _db.Time(row, 12),
            Version = row.GetInt64(13),
            HeldBy = row.IsDBNull(14) ? null : row.GetString(14),
            DataBlocked = row.GetBoolean(15),
        });
    }

    private Action Number(string sql)
    {
        var statement = _db.Prepare(sql);
        return () => statement.Read(row => row.GetInt64(0));
    }
}
