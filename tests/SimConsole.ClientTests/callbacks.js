import assert from "node:assert/strict";
import { test } from "node:test";
import twilio from "twilio";
import { newSim, settled, supersim } from "./client.js";
import { awaitCalls, callsTo, urlOf } from "./receiver.js";
import { accountSid, authToken } from "./server.js";

test("a change of status is told twice, signed as the package checks it", async () => {
  const sim = await newSim("active", "trackers-us");
  await supersim.sims(sim.sid).update({ status: "inactive", callbackUrl: urlOf("post") });

  const calls = await awaitCalls("post", 2);
  assert.deepEqual(calls.map((call) => call.fields.Status), ["scheduled", "inactive"]);
  for (const { method, url, fields, signature } of calls) {
    assert.equal(method, "POST");
    assert.equal(fields.SimSid, sim.sid);
    assert.equal(fields.AccountSid, accountSid);
    assert.ok(twilio.validateRequest(authToken, signature, url, fields));
    assert.ok(!twilio.validateRequest(authToken, signature, url, { ...fields, Status: "active" }));
    assert.ok(!twilio.validateRequest("f".repeat(32), signature, url, fields));
  }
});

test("a callback by GET has its fields in the URL, and signs that", async () => {
  const sim = await newSim();
  await supersim.sims(sim.sid).update({ status: "ready", fleet: "trackers-us", callbackUrl: urlOf("get"), callbackMethod: "GET" });

  const calls = await awaitCalls("get", 2);
  assert.deepEqual(calls.map((call) => new URL(call.url).searchParams.get("Status")), ["scheduled", "ready"]);
  for (const { method, url, signature } of calls) {
    assert.equal(method, "GET");
    assert.ok(twilio.validateRequest(authToken, signature, url, {}));
    assert.ok(!twilio.validateRequest(authToken, signature, `${url}0`, {}));
  }
});

test("a callback belongs to the one request that named it", async () => {
  const sim = supersim.sims((await newSim("active", "trackers-us")).sid);
  await sim.update({ status: "inactive", callbackUrl: urlOf("once") });
  await awaitCalls("once", 2);
  await settled(await sim.update({ status: "active" }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(callsTo("once").length, 2);
});
