import assert from "node:assert/strict";
import { test } from "node:test";
import { refused, supersim, until } from "./client.js";
import { callsTo, urlOf } from "./receiver.js";

test("a profile with a matching ID becomes available, with its Sim and its activation code", async () => {
  const ordered = await supersim.esimProfiles.create({ generateMatchingId: true, callbackUrl: urlOf("esim") });
  assert.match(ordered.sid, /^HP[0-9a-f]{32}$/);

  const profile = await until(() => supersim.esimProfiles(ordered.sid).fetch(), ({ status }) => status === "available");
  assert.match(profile.activationCode, /^LPA:1\$[^$]+\$[^$]+$/);
  const sim = await supersim.sims(profile.simSid).fetch();
  assert.equal(sim.iccid, profile.iccid);
  assert.equal(sim.status, "new");
  assert.deepEqual((await supersim.esimProfiles.list({ simSid: sim.sid })).map(({ sid }) => sid), [profile.sid]);
  await until(() => callsTo("esim"), (calls) => calls.at(-1)?.fields.Status === "available");
});

test("a profile for nobody, or for an EID that is none, is refused", async () => {
  await assert.rejects(supersim.esimProfiles.create({}), refused(20001, 400, "GenerateMatchingId"));
  await assert.rejects(supersim.esimProfiles.create({ eid: "123" }), refused(20001, 400, "Eid"));
});
