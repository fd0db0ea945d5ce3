import assert from "node:assert/strict";
import { test } from "node:test";
import { supersim } from "./client.js";

const sids = (rows) => rows.map((row) => row.sid);

test("all pages of a list come to the same, whatever their size", async () => {
  const all = sids(await supersim.sims.list());
  assert.ok(all.length >= 120);
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(sids(await supersim.sims.list({ pageSize: 17 })), all);
  assert.deepEqual(sids(await supersim.sims.list({ limit: 30 })), all.slice(0, 30));
  assert.deepEqual(sids(await supersim.sims.list({ limit: 30, pageSize: 7 })), all.slice(0, 30));
});

test("each gives the rows one by one, up to a limit", async () => {
  const all = sids(await supersim.sims.list({ limit: 25 }));
  const seen = [];
  await new Promise((resolve, reject) => supersim.sims.each({ pageSize: 10, limit: 25, callback: (sim) => seen.push(sim.sid), done: (error) => (error ? reject(error) : resolve()) }));
  assert.deepEqual(seen, all);
});

test("a page leads to the next and back, and the filter goes with it", async () => {
  const active = sids(await supersim.sims.list({ status: "active" }));
  const first = await supersim.sims.page({ status: "active", pageSize: 5 });
  const second = await first.nextPage();
  const back = await second.previousPage();
  assert.deepEqual([...sids(first.instances), ...sids(second.instances)], active.slice(0, 10));
  assert.deepEqual(sids(back.instances), sids(first.instances));
  assert.equal(back.previousPageUrl, undefined);
  assert.ok([...first.instances, ...second.instances].every((sim) => sim.status === "active"));
  assert.deepEqual(sids((await supersim.sims.getPage(first.nextPageUrl)).instances), sids(second.instances));
});

test("Sims are filtered by Fleet and ICCID", async () => {
  const [sim] = await supersim.sims.list({ fleet: "meters-berlin", limit: 1 });
  assert.deepEqual(sids(await supersim.sims.list({ iccid: sim.iccid })), [sim.sid]);
  assert.ok((await supersim.sims.list({ fleet: sim.fleetSid })).every((other) => other.fleetSid === sim.fleetSid));
  assert.deepEqual(await supersim.sims.list({ fleet: "nowhere" }), []);
});
