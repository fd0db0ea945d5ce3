import assert from "node:assert/strict";
import { test } from "node:test";
import { newSim, refused, supersim } from "./client.js";

const day = 24 * 60 * 60 * 1000;
const midnight = new Date(Math.floor(Date.now() / day) * day);
const lastWeek = { startTime: new Date(midnight - 7 * day), endTime: midnight };
const total = (records) => records.reduce((sum, record) => sum + record.dataTotal, 0);

test("what Sims used adds up alike, whatever it is grouped by", async () => {
  const [all] = await supersim.usageRecords.list(lastWeek);
  assert.ok(all.dataTotal > 0);
  assert.equal(all.dataUpload + all.dataDownload, all.dataTotal);
  for (const group of ["sim", "fleet", "network", "isoCountry"]) {
    assert.equal(total(await supersim.usageRecords.list({ ...lastWeek, group })), all.dataTotal, group);
  }
  const days = await supersim.usageRecords.list({ ...lastWeek, granularity: "day", pageSize: 3 });
  assert.equal(total(days), all.dataTotal);
});

test("what one Fleet used is what its Sims used, and an unknown one used nothing", async () => {
  const [fleet] = await supersim.usageRecords.list({ ...lastWeek, fleet: "trackers-us" });
  const sims = await supersim.usageRecords.list({ ...lastWeek, fleet: "trackers-us", group: "sim" });
  assert.ok(sims.length > 0 && sims.every(({ simSid }) => /^HS/.test(simSid)));
  assert.equal(total(sims), fleet.dataTotal);
  assert.deepEqual(await supersim.usageRecords.list({ ...lastWeek, fleet: "nowhere" }), []);
});

test("usage outside its limits is refused with their codes", async () => {
  await assert.rejects(supersim.usageRecords.list({ granularity: "day", startTime: new Date(+midnight - day + 1000), endTime: midnight }), refused(83601, 400, "StartTime"));
  await assert.rejects(supersim.usageRecords.list({ startTime: new Date(midnight - 800 * day), endTime: midnight }), refused(83605, 400, "18 months"));
});

test("a Sim is billed from the day it may connect", async () => {
  const { sid } = await newSim();
  assert.deepEqual(await supersim.sims(sid).billingPeriods.list(), []);
  const active = await newSim("active", "trackers-us");
  const [period] = await supersim.sims(active.sid).billingPeriods.list();
  assert.equal(period.simSid, active.sid);
  assert.equal(period.periodType, "active");
  assert.ok(period.startTime <= new Date() && period.endTime > new Date());
});
