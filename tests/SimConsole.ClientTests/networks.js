import assert from "node:assert/strict";
import { test } from "node:test";
import { refused, supersim } from "./client.js";

test("networks are found by country and by identifier", async () => {
  const german = await supersim.networks.list({ isoCountry: "DE" });
  assert.ok(german.length >= 3 && german.every((network) => network.isoCountry === "DE"));

  const [network] = await supersim.networks.list({ mcc: "262", mnc: "01" });
  assert.ok(network.identifiers.some(({ mcc, mnc }) => mcc === "262" && mnc === "01"));
  assert.equal((await supersim.networks(network.sid).fetch()).friendlyName, network.friendlyName);
  await assert.rejects(supersim.networks(`HW${"0".repeat(32)}`).fetch(), refused(20404, 404, "network"));
});
