import assert from "node:assert/strict";
import { test } from "node:test";
import { newSim, refused, supersim, until } from "./client.js";

const sids = (rows) => rows.map((row) => row.sid).sort();

test("a profile is made with networks, and gains and loses others", async () => {
  const [first, second, third] = await supersim.networks.list({ limit: 3 });
  const made = await supersim.networkAccessProfiles.create({ uniqueName: "two of them", networks: [first.sid, second.sid] });
  assert.equal(made.links.networks, `${made.url}/Networks`);
  const profile = supersim.networkAccessProfiles(made.sid);
  assert.deepEqual(sids(await profile.networks.list()), sids([first, second]));

  const added = await profile.networks.create({ network: third.sid });
  assert.equal(added.networkAccessProfileSid, made.sid);
  assert.equal(added.friendlyName, third.friendlyName);
  assert.deepEqual(added.identifiers, third.identifiers);
  assert.equal((await profile.networks(third.sid).fetch()).isoCountry, third.isoCountry);

  assert.equal(await profile.networks(first.sid).remove(), true);
  assert.deepEqual(sids(await profile.networks.list({ pageSize: 1 })), sids([second, third]));
  await assert.rejects(profile.networks(first.sid).fetch(), refused(20404, 404, "network"));
  await assert.rejects(profile.networks(first.sid).remove(), refused(20404, 404, "network"));
});

test("a profile is renamed, and a Fleet takes it by its name", async () => {
  const { sid } = await supersim.networkAccessProfiles.create({ uniqueName: "home only" });
  const profile = supersim.networkAccessProfiles("home only");
  assert.equal((await profile.fetch()).sid, sid);
  assert.equal((await profile.update({ uniqueName: "abroad too" })).uniqueName, "abroad too");
  await assert.rejects(supersim.networkAccessProfiles.create({ uniqueName: "abroad too" }), refused(83011, 409, "abroad too"));

  const fleet = await supersim.fleets.create({ networkAccessProfile: "abroad too" });
  assert.equal(fleet.networkAccessProfileSid, sid);
  assert.deepEqual(sids(await supersim.fleets.list({ networkAccessProfile: "abroad too" })), [fleet.sid]);
  assert.ok((await supersim.networkAccessProfiles.list()).some((other) => other.uniqueName === "default"));
});

test("the network is told which networks a Sim may use", async () => {
  const [network] = await supersim.networks.list({ isoCountry: "DE", limit: 1 });
  const profile = await supersim.networkAccessProfiles.create({ networks: [network.sid] });
  const fleet = await supersim.fleets.create({ networkAccessProfile: profile.sid });
  const { sid } = await newSim("active", fleet.sid);

  const [update] = await until(() => supersim.settingsUpdates.list({ sim: sid, status: "successful" }), (updates) => updates.length > 0);
  assert.equal(update.simSid, sid);
  assert.equal(update.packages[0].more_info, profile.links.networks);
  assert.ok(update.dateCompleted instanceof Date);
});
