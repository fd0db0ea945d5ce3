import assert from "node:assert/strict";
import { test } from "node:test";
import { keyed, newCard, newSim, refused, settled, supersim } from "./client.js";
import { accountSid, address } from "./server.js";

test("a card is registered once", async () => {
  const card = newCard();
  const sim = await supersim.sims.create(card);
  assert.equal(sim.status, "new");
  assert.equal(sim.iccid, card.iccid);
  assert.equal(sim.accountSid, accountSid);
  assert.equal(sim.fleetSid, null);
  assert.equal(sim.url, `${address}/v1/Sims/${sim.sid}`);
  assert.deepEqual(sim.links, { billing_periods: `${sim.url}/BillingPeriods`, sim_ip_addresses: `${sim.url}/IpAddresses` });
  await assert.rejects(supersim.sims.create(card), refused(83003, 409, sim.sid));
  await assert.rejects(supersim.sims.create({ ...newCard(), registrationCode: "0000000000" }), refused(83002, 400, "code"));
});

test("a Sim is renamed, and found by its name and its SID", async () => {
  const { sid } = await newSim();
  const renamed = await supersim.sims(sid).update({ uniqueName: "pump 7" });
  assert.equal(renamed.status, "new");
  assert.equal((await supersim.sims("pump 7").fetch()).sid, sid);
  assert.equal((await renamed.fetch()).uniqueName, "pump 7");
  assert.equal((await renamed.update({ uniqueName: "" })).uniqueName, null);
  await assert.rejects(supersim.sims("pump 7").fetch(), refused(20404, 404, "pump 7"));
});

test("a Sim goes from new to ready, active, inactive and back, each time through scheduled", async () => {
  const sim = supersim.sims((await newSim()).sid);
  await assert.rejects(sim.update({ status: "active" }), refused(83007, 400, "Fleet"));
  for (const [status, fleet] of [["ready", "meters-berlin"], ["active"], ["inactive"], ["active"]]) {
    const changing = await sim.update({ status, fleet });
    assert.equal(changing.status, "scheduled");
    assert.equal((await settled(changing)).status, status);
  }
  assert.match((await sim.fetch()).fleetSid, /^HF[0-9a-f]{32}$/);
  await assert.rejects(sim.update({ status: "ready" }), refused(83010, 400, "ready"));
  await assert.rejects(sim.update({ fleet: "" }), refused(83008, 400, "Fleet"));
  await assert.rejects(sim.update({ fleet: "nowhere" }), refused(83006, 400, "nowhere"));
});

test("times are dates of whole seconds", async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const sim = await newSim();
  assert.ok(sim.dateCreated instanceof Date && sim.dateUpdated instanceof Date);
  assert.ok(sim.dateCreated.getTime() >= before && sim.dateCreated.getTime() % 1000 === 0);
});

test("an API key does what the account does", async () => {
  const sim = await keyed.sims.create(newCard());
  assert.equal(sim.accountSid, accountSid);
  assert.equal((await keyed.sims(sim.sid).fetch()).iccid, sim.iccid);
});

test("a Sim that is off has no address", async () => {
  const { sid } = await newSim();
  assert.deepEqual(await supersim.sims(sid).simIpAddresses.list(), []);
  await assert.rejects(supersim.sims("nobody").simIpAddresses.list(), refused(20404, 404, "no SIM"));
});
