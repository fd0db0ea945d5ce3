import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, refused, supersim } from "./client.js";
import { accountSid, apiKey } from "./server.js";

test("wrong credentials are an error of their own", async () => {
  await assert.rejects(clientOf(accountSid, "f".repeat(32)).supersim.v1.sims.list(), refused(20003, 401, "credentials"));
  await assert.rejects(clientOf(apiKey[0], "f".repeat(32), { accountSid }).supersim.v1.fleets("x").fetch(), refused(20003, 401, "credentials"));
});

test("a word that no enum has is named", async () => {
  await assert.rejects(supersim.sims.list({ status: "asleep" }), refused(20001, 400, "asleep"));
  await assert.rejects(supersim.sims("x").update({ status: "asleep" }), refused(20001, 400, "asleep"));
  await assert.rejects(supersim.fleets.create({ networkAccessProfile: "default", smsCommandsMethod: "PUT" }), refused(20001, 400, "PUT"));
});

test("what there is not is not found", async () => {
  await assert.rejects(supersim.sims(`HS${"0".repeat(32)}`).fetch(), refused(20404, 404, "no SIM"));
  await assert.rejects(supersim.fleets("nobody").fetch(), refused(20404, 404, "no Fleet"));
});
