import assert from "node:assert/strict";
import { test } from "node:test";
import twilio from "twilio";
import { newSim, refused, supersim, until } from "./client.js";
import { awaitCalls, callsTo, urlOf } from "./receiver.js";
import { authToken } from "./server.js";

const sids = (rows) => rows.map((row) => row.sid);

test("an SMS command goes to the device, and each step is told", async () => {
  const sim = await newSim("active", "trackers-us");
  const sent = await supersim.smsCommands.create({ sim: sim.sid, payload: "wake up 🛰", callbackUrl: urlOf("sms") });
  assert.equal(sent.simSid, sim.sid);
  assert.equal(sent.direction, "to_sim");
  assert.equal(sent.payload, "wake up 🛰");
  assert.ok(sent.dateCreated instanceof Date);

  const command = await until(() => supersim.smsCommands(sent.sid).fetch(), ({ status }) => status === "delivered");
  assert.deepEqual(sids(await supersim.smsCommands.list({ sim: sim.sid, status: "delivered", direction: "to_sim" })), [command.sid]);

  const calls = await until(() => callsTo("sms"), (got) => got.at(-1)?.fields.Status === "delivered");
  for (const { url, fields, signature } of calls) {
    assert.equal(fields.CommandSid, sent.sid);
    assert.ok(twilio.validateRequest(authToken, signature, url, fields));
  }
});

test("what the device answers is a command of its own, told at the URL of its Fleet", async () => {
  const fleet = await supersim.fleets.create({ networkAccessProfile: "default", uniqueName: "answering", smsCommandsUrl: urlOf("answers") });
  const sim = await newSim("active", fleet.sid);
  const sent = await supersim.smsCommands.create({ sim: sim.sid, payload: "how warm?" });

  const [answer] = await until(() => supersim.smsCommands.list({ sim: sim.sid, direction: "from_sim" }), (rows) => rows.length === 1);
  assert.equal(answer.status, "received");
  assert.equal(answer.payload, "how warm?");
  assert.notEqual(answer.sid, sent.sid);

  const [{ url, fields, signature }] = await awaitCalls("answers", 1);
  assert.equal(fields.CommandSid, answer.sid);
  assert.equal(fields.Direction, "from_sim");
  assert.equal(fields.SimSid, sim.sid);
  assert.ok(twilio.validateRequest(authToken, signature, url, fields));
});

/** An active Sim of the sample whose device has a data session now, and the address that it has. */
async function connected() {
  for (const sim of await supersim.sims.list({ status: "active" })) {
    const [address] = await supersim.sims(sim.sid).simIpAddresses.list();
    if (address) return { sim, address: address.ipAddress };
  }
  assert.fail("no device of the sample has a data session");
}

test("an IP command goes to the address that the device has, as text or as bytes", async () => {
  const { sim, address } = await connected();
  const text = await supersim.ipCommands.create({ sim: sim.sid, payload: "hello", devicePort: 7000 });
  assert.equal(text.payloadType, "text");
  assert.equal(text.devicePort, 7000);
  const bytes = await supersim.ipCommands.create({ sim: sim.sid, payload: "AAEC", payloadType: "binary", devicePort: 7001, callbackUrl: urlOf("ip"), callbackMethod: "GET" });
  assert.equal(bytes.simIccid, sim.iccid);

  const sent = await until(() => supersim.ipCommands(bytes.sid).fetch(), ({ status }) => status === "sent");
  assert.equal(sent.deviceIp, address);
  assert.deepEqual(sids(await supersim.ipCommands.list({ simIccid: sim.iccid, direction: "to_sim", pageSize: 1 })), [bytes.sid, text.sid]);
});

test("an IP command to a device without a data session fails", async () => {
  const sim = await newSim("active", "trackers-us");
  const { sid } = await supersim.ipCommands.create({ sim: sim.sid, payload: "hello", devicePort: 7000 });
  assert.equal((await until(() => supersim.ipCommands(sid).fetch(), ({ status }) => status === "failed")).deviceIp, null);
});

test("a command to a Sim that is not connected is refused", async () => {
  const { sid } = await newSim();
  await assert.rejects(supersim.smsCommands.create({ sim: sid, payload: "a" }), refused(20001, 400, "not connected"));
  await assert.rejects(supersim.ipCommands.create({ sim: sid, payload: "a", devicePort: 1 }), refused(20001, 400, "not connected"));
  await assert.rejects(supersim.smsCommands(`HC${"0".repeat(32)}`).fetch(), refused(20404, 404, "no command"));
});
