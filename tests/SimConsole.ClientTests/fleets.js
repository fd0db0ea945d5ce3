import assert from "node:assert/strict";
import { test } from "node:test";
import { refused, supersim } from "./client.js";

test("a Fleet has the documented defaults, and is changed", async () => {
  const made = await supersim.fleets.create({ networkAccessProfile: "default", uniqueName: "tractors" });
  assert.equal(made.dataEnabled, true);
  assert.equal(made.dataLimit, 1000);
  assert.equal(made.dataMetering, "payg");
  assert.equal(made.smsCommandsEnabled, true);
  assert.equal(made.smsCommandsMethod, "POST");
  assert.equal(made.ipCommandsMethod, "POST");
  assert.ok(made.dateCreated instanceof Date);

  const changed = await supersim.fleets(made.sid).update({ uniqueName: "harvesters", dataLimit: 20, smsCommandsUrl: "https://example.com/sms", smsCommandsMethod: "GET" });
  assert.equal(changed.sid, made.sid);
  assert.equal(changed.dataLimit, 20);
  const fetched = await supersim.fleets("harvesters").fetch();
  assert.equal(fetched.smsCommandsUrl, "https://example.com/sms");
  assert.equal(fetched.smsCommandsMethod, "GET");
  await assert.rejects(supersim.fleets.create({ networkAccessProfile: "default", uniqueName: "harvesters" }), refused(83011, 409, "harvesters"));
});

test("a Fleet without data and commands is made so", async () => {
  const made = await supersim.fleets.create({ networkAccessProfile: "default", dataEnabled: false, smsCommandsEnabled: false, dataLimit: 1 });
  assert.equal(made.dataEnabled, false);
  assert.equal(made.smsCommandsEnabled, false);
  assert.equal(made.uniqueName, null);
});

test("Fleets are listed by their profile", async () => {
  const all = await supersim.fleets.list();
  assert.ok(all.length >= 4);
  assert.deepEqual((await supersim.fleets.list({ networkAccessProfile: all[0].networkAccessProfileSid })).map((f) => f.sid), all.map((f) => f.sid));
  assert.deepEqual(await supersim.fleets.list({ networkAccessProfile: "nobody" }), []);
});
